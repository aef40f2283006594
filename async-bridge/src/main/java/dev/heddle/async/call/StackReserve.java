package dev.heddle.async.call;

/**
 * Makes sure that a thread has stack left for what must not end halfway: between giving up the
 * baton and taking it back a stack overflow would leave the baton in limbo (rule J11).
 *
 * <p>Counting frames would not do, as HotSpot inlines them until hardly anything is left. So every
 * step here reads values before the next step that are needed after it: however it is compiled,
 * they have to be kept somewhere meanwhile, and that is the stack.
 */
final class StackReserve {

  /** What a step keeps. */
  private static final int VALUES = 16;

  /**
   * How many steps: 8 KiB in all, compiled. Parking, queueing, waking and starting threads take
   * less than 5 KiB together even where HotSpot interprets them; a step that is interpreted takes
   * 400 bytes.
   */
  private static final int STEPS = 64;

  private static final long[] ANYTHING = new long[VALUES];

  private StackReserve() {}

  /**
   * Does nothing.
   *
   * @throws StackOverflowError if the stack is nearly used up, here rather than later
   */
  static void check() {
    if (descend(ANYTHING, STEPS) != 0) {
      throw new AssertionError("zeros only");
    }
  }

  private static long descend(long[] v, int steps) {
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
    long deeper = steps == 0 ? 0 : descend(v, steps - 1);
    // Not to be reordered, so that no part of it can be worked out before the step.
    long low = ((((deeper ^ v0) + v1) ^ v2) + v3) ^ v4;
    low = (((low + v5) ^ v6) + v7) ^ v8;
    low = (((low + v9) ^ v10) + v11) ^ v12;
    return ((low + v13) ^ v14) + v15;
  }
}
