package dev.heddle.benchmarks.guests;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A computation that every engine must finish with the same result: a module that exports {@code
 * run} of type {@code (i32) -> i64}.
 *
 * <p>The first three are written by hand and show one thing each; the others are C, compiled by
 * clang at {@code -O2}, the last of them real programs with a driver around them. The checksums do
 * not come from an engine under measurement: those of the C kernels are what the same source gives
 * as native code, without SIMD.
 */
public enum Kernel {
  FIB(Kind.CALLS, 32, 2_178_309L, 15, 610L),
  LOOP(Kind.INTEGERS, 50_000_000, 1_249_568_185L, 1_000, 3_822_093_432L),
  SIEVE(Kind.INTEGERS, 20, 1_640_500L, 1, 82_025L),
  SHA256(Kind.HASHES, 1_024, -4_877_674_080_391_793_533L, 16, -4_298_887_703_236_951_280L),
  CRC32(Kind.HASHES, 64, 43_427_055L, 1, 603_884_672L),
  BASE64(Kind.TEXT, 20, 112_195_204L, 1, 5_609_867L),
  MATRIX(Kind.FLOATS, 160, 4_697_081_873_135_137_551L, 16, 4_652_488_589_867_346_076L),
  NBODY(Kind.FLOATS, 50_000, -4_628_112_337_076_096_852L, 100, -4_628_113_320_960_463_446L),
  QUICKSORT(Kind.INTEGERS, 200_000, 55_742_683_109_389_247L, 1_000, 1_475_205_463_506L),
  VM(Kind.INTEGERS, 3_000, 215_063L, 100, 3_142L),
  EXPRESSION(Kind.CALLS, 2_000, 4_243_141_869_442L, 10, 20_895_794_499L),
  MANDELBROT(Kind.FLOATS, 256, 1_134_272L, 16, 4_629L),
  SPECTRAL(Kind.FLOATS, 400, 4_608_417_414_270_791_464L, 20, 4_608_415_683_803_838_389L),
  NOISE(Kind.FLOATS, 200, 10_432_617L, 10, -1_037_615L),
  TREES(Kind.MEMORY, 80, 3_585_715_560L, 1, 44_070_261L),
  JSON(Kind.TEXT, 20, -2_555_761_686_278_763_727L, 1, -3_557_965_013_929_488_976L),
  REGEX(Kind.TEXT, 3, 4_773_238L, 1, 1_591_747L),
  SORT(Kind.CALLS, 10_000, 1_877_745_748_927_802_097L, 200, 5_346_960_954_510_200_593L),
  KECCAK(Kind.HASHES, 512, 7_672_672_231_765_477_171L, 4, -7_044_946_794_105_374_663L),
  XXHASH(Kind.HASHES, 1_000, -8_850_474_400_720_909_788L, 1, -1_679_049_138_824_813_965L),
  SIMD_TRANSFORM(Kind.SIMD, 800, 1_879_685_355_959_935_719L, 2, -8_708_877_890_181_288_258L),
  SIMD_UTF8(Kind.SIMD, 800, 2_349_562_563_665L, 1, 2_941_703_944L),
  SIMD_MATRIX(Kind.SIMD, 30, -7_105_549_196_426_213_830L, 1, -3_467_873_889_883_871_772L),
  SIMD_DECODE(Kind.SIMD, 600, 1_628_865_880_101_905_664L, 1, -6_501_947_414_709_776_428L),
  SIMD_CHACHA(Kind.SIMD, 2_048, 285_452_175_396_789_897L, 2, -4_299_892_469_410_476_190L),
  BZIP2(Kind.PROGRAMS, 2, 5_118_295_818_403_211_037L, 1, 7_917_774_292_010_106_655L),
  LUA(Kind.PROGRAMS, 2, 1_158_342L, 1, 579_171L),
  SQLITE(Kind.PROGRAMS, 1, 2_035_819_517_372_947_447L, 0, 8_429_236_498_145_359_618L);

  /** What a kernel spends its time on. */
  public enum Kind {
    /** Calls, direct and indirect. */
    CALLS,
    /** Integers, memory and branches. */
    INTEGERS,
    /** Floating-point numbers. */
    FLOATS,
    /** Text looked at byte by byte. */
    TEXT,
    /** An allocator and what it gives. */
    MEMORY,
    /** Hashes of 32 and 64 bits. */
    HASHES,
    /** Vectors. */
    SIMD,
    /** A real program. */
    PROGRAMS;

    /** The kind in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A run and what must come out of it.
   *
   * @param n the argument
   * @param checksum the result
   */
  public record Task(int n, long checksum) {

    /**
     * Checks a result.
     *
     * @throws IllegalStateException if it is wrong
     */
    public void check(long result) {
      if (result != checksum) {
        throw new IllegalStateException(
            "run(%d) gave %d, but %d is right".formatted(n, result, checksum));
      }
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // a record of two numbers
  private final Task full;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Task sample;

  private final Kind kind;

  Kernel(Kind kind, int n, long checksum, int sampleN, long sampleChecksum) {
    this.kind = kind;
    full = new Task(n, checksum);
    sample = new Task(sampleN, sampleChecksum);
  }

  /**
   * The kernel of this label.
   *
   * @throws IllegalArgumentException if there is none; the message lists what there is
   */
  public static Kernel of(String label) {
    return Arrays.stream(values())
        .filter(kernel -> kernel.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no kernel '%s'; there are %s"
                    .formatted(
                        label,
                        Arrays.stream(values())
                            .map(Kernel::label)
                            .collect(Collectors.joining(", ")))));
  }

  /** The name in parameters and tables, which is also that of the module. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it spends its time on. */
  public Kind kind() {
    return kind;
  }

  /** The module. */
  public byte[] module() {
    return GuestModule.bytes(label());
  }

  /** What is measured: tens of milliseconds for a good interpreter. */
  public Task full() {
    return full;
  }

  /** The same in little, for tests. */
  public Task sample() {
    return sample;
  }
}
