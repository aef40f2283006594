package dev.heddle.benchmarks.guests;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A computation that every engine must finish with the same result: a module that exports {@code
 * run} of type {@code (i32) -> i64}.
 *
 * <p>The first three are written by hand and show one thing each; the others are C, compiled by
 * clang at {@code -O2}. The checksums do not come from an engine under measurement: those of the C
 * kernels are what the same source gives as native code.
 */
public enum Kernel {
  FIB(32, 2_178_309L, 15, 610L),
  LOOP(50_000_000, 1_249_568_185L, 1_000, 3_822_093_432L),
  SIEVE(20, 1_640_500L, 1, 82_025L),
  SHA256(1_024, -4_877_674_080_391_793_533L, 16, -4_298_887_703_236_951_280L),
  CRC32(64, 43_427_055L, 1, 603_884_672L),
  BASE64(20, 112_195_204L, 1, 5_609_867L),
  MATRIX(160, 4_697_081_873_135_137_551L, 16, 4_652_488_589_867_346_076L),
  NBODY(50_000, -4_628_112_337_076_096_852L, 100, -4_628_113_320_960_463_446L),
  QUICKSORT(200_000, 55_742_683_109_389_247L, 1_000, 1_475_205_463_506L),
  VM(3_000, 215_063L, 100, 3_142L),
  EXPRESSION(2_000, 4_243_141_869_442L, 10, 20_895_794_499L);

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

  Kernel(int n, long checksum, int sampleN, long sampleChecksum) {
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

  /** Whether it is compiled from C, not written by hand to show one thing. */
  public boolean compiled() {
    return compareTo(SIEVE) > 0;
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
