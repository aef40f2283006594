package dev.heddle.wasm.stack;

/**
 * Makes sure that a thread has stack left for what must not end halfway: between giving something
 * up and taking it back a stack overflow would leave it in limbo (rule J11).
 *
 * <p>Counting frames would not do, as HotSpot inlines them until hardly anything is left. So every
 * step here has values that are read before the next step and needed after it: however it is
 * compiled, its frame has room to keep them. That room is there in any case, and so they are kept
 * but once in a while: often enough for HotSpot not to compile the step without.
 */
public final class StackReserve {

  /** For how many values a step has room. */
  private static final int VALUES = 128;

  /**
   * How many steps: 8 KiB in all, compiled. Parking, queueing, waking and starting threads take
   * less than 5 KiB together even where HotSpot interprets them; a step that is interpreted takes
   * more than 2 KiB.
   */
  private static final int STEPS = 8;

  /** Once in how many checks values are kept, less one; a power of two less one. */
  private static final int SELDOM = 63;

  private static final long[] ANYTHING = new long[VALUES];

  /** How many checks there were, about. */
  private static int checks;

  private StackReserve() {}

  /**
   * Does nothing.
   *
   * @throws StackOverflowError if the stack is nearly used up, here rather than later
   */
  public static void check() {
    descend(STEPS);
  }

  /** Whether there is so many times as much as {@link #check} looks for. */
  public static boolean isThere(int times) {
    try {
      descend(times * STEPS);
      return true;
    } catch (StackOverflowError nearlyUsedUp) {
      return false;
    }
  }

  private static void descend(int steps) {
    if (descend(ANYTHING, steps, (checks++ & SELDOM) == 0) != 0) {
      throw new AssertionError("zeros only");
    }
  }

  private static long descend(long[] v, int steps, boolean keep) {
    if (steps == 0) {
      return 0;
    }
    if (!keep) {
      return descend(v, steps - 1, false);
    }
    long v0 = v[0];
    long v1 = v[1];
    long v2 = v[2];
    long v3 = v[3];
    long v4 = v[4];
    long v5 = v[5];
    long v6 = v[6];
    long v7 = v[7];
    long v8 = v[8];
    long v9 = v[9];
    long v10 = v[10];
    long v11 = v[11];
    long v12 = v[12];
    long v13 = v[13];
    long v14 = v[14];
    long v15 = v[15];
    long v16 = v[16];
    long v17 = v[17];
    long v18 = v[18];
    long v19 = v[19];
    long v20 = v[20];
    long v21 = v[21];
    long v22 = v[22];
    long v23 = v[23];
    long v24 = v[24];
    long v25 = v[25];
    long v26 = v[26];
    long v27 = v[27];
    long v28 = v[28];
    long v29 = v[29];
    long v30 = v[30];
    long v31 = v[31];
    long v32 = v[32];
    long v33 = v[33];
    long v34 = v[34];
    long v35 = v[35];
    long v36 = v[36];
    long v37 = v[37];
    long v38 = v[38];
    long v39 = v[39];
    long v40 = v[40];
    long v41 = v[41];
    long v42 = v[42];
    long v43 = v[43];
    long v44 = v[44];
    long v45 = v[45];
    long v46 = v[46];
    long v47 = v[47];
    long v48 = v[48];
    long v49 = v[49];
    long v50 = v[50];
    long v51 = v[51];
    long v52 = v[52];
    long v53 = v[53];
    long v54 = v[54];
    long v55 = v[55];
    long v56 = v[56];
    long v57 = v[57];
    long v58 = v[58];
    long v59 = v[59];
    long v60 = v[60];
    long v61 = v[61];
    long v62 = v[62];
    long v63 = v[63];
    long v64 = v[64];
    long v65 = v[65];
    long v66 = v[66];
    long v67 = v[67];
    long v68 = v[68];
    long v69 = v[69];
    long v70 = v[70];
    long v71 = v[71];
    long v72 = v[72];
    long v73 = v[73];
    long v74 = v[74];
    long v75 = v[75];
    long v76 = v[76];
    long v77 = v[77];
    long v78 = v[78];
    long v79 = v[79];
    long v80 = v[80];
    long v81 = v[81];
    long v82 = v[82];
    long v83 = v[83];
    long v84 = v[84];
    long v85 = v[85];
    long v86 = v[86];
    long v87 = v[87];
    long v88 = v[88];
    long v89 = v[89];
    long v90 = v[90];
    long v91 = v[91];
    long v92 = v[92];
    long v93 = v[93];
    long v94 = v[94];
    long v95 = v[95];
    long v96 = v[96];
    long v97 = v[97];
    long v98 = v[98];
    long v99 = v[99];
    long v100 = v[100];
    long v101 = v[101];
    long v102 = v[102];
    long v103 = v[103];
    long v104 = v[104];
    long v105 = v[105];
    long v106 = v[106];
    long v107 = v[107];
    long v108 = v[108];
    long v109 = v[109];
    long v110 = v[110];
    long v111 = v[111];
    long v112 = v[112];
    long v113 = v[113];
    long v114 = v[114];
    long v115 = v[115];
    long v116 = v[116];
    long v117 = v[117];
    long v118 = v[118];
    long v119 = v[119];
    long v120 = v[120];
    long v121 = v[121];
    long v122 = v[122];
    long v123 = v[123];
    long v124 = v[124];
    long v125 = v[125];
    long v126 = v[126];
    long v127 = v[127];
    long low = descend(v, steps - 1, true);
    low ^= v0 ^ v1 ^ v2 ^ v3 ^ v4 ^ v5 ^ v6 ^ v7;
    low ^= v8 ^ v9 ^ v10 ^ v11 ^ v12 ^ v13 ^ v14 ^ v15;
    low ^= v16 ^ v17 ^ v18 ^ v19 ^ v20 ^ v21 ^ v22 ^ v23;
    low ^= v24 ^ v25 ^ v26 ^ v27 ^ v28 ^ v29 ^ v30 ^ v31;
    low ^= v32 ^ v33 ^ v34 ^ v35 ^ v36 ^ v37 ^ v38 ^ v39;
    low ^= v40 ^ v41 ^ v42 ^ v43 ^ v44 ^ v45 ^ v46 ^ v47;
    low ^= v48 ^ v49 ^ v50 ^ v51 ^ v52 ^ v53 ^ v54 ^ v55;
    low ^= v56 ^ v57 ^ v58 ^ v59 ^ v60 ^ v61 ^ v62 ^ v63;
    low ^= v64 ^ v65 ^ v66 ^ v67 ^ v68 ^ v69 ^ v70 ^ v71;
    low ^= v72 ^ v73 ^ v74 ^ v75 ^ v76 ^ v77 ^ v78 ^ v79;
    low ^= v80 ^ v81 ^ v82 ^ v83 ^ v84 ^ v85 ^ v86 ^ v87;
    low ^= v88 ^ v89 ^ v90 ^ v91 ^ v92 ^ v93 ^ v94 ^ v95;
    low ^= v96 ^ v97 ^ v98 ^ v99 ^ v100 ^ v101 ^ v102 ^ v103;
    low ^= v104 ^ v105 ^ v106 ^ v107 ^ v108 ^ v109 ^ v110 ^ v111;
    low ^= v112 ^ v113 ^ v114 ^ v115 ^ v116 ^ v117 ^ v118 ^ v119;
    low ^= v120 ^ v121 ^ v122 ^ v123 ^ v124 ^ v125 ^ v126 ^ v127;
    return low;
  }
}
