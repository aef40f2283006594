package dev.heddle.benchmarks.wasi;

/**
 * The guest {@code wasi} on some engine: standard input has zeros without end, standard output goes
 * nowhere, and it has a directory. Not thread-safe.
 */
public interface WasiGuest extends AutoCloseable {

  /**
   * Has a function of the guest's make a number of calls.
   *
   * @return how long it took, in nanoseconds
   * @throws IllegalStateException if some of them did not do what they had to
   */
  long nanoseconds(String function, int calls) throws Exception;

  /** Fails if a function says that some of its calls went wrong. */
  static void requireGood(String function, long bad) {
    if (bad != 0) {
      throw new IllegalStateException(function + ": " + bad + " bad calls");
    }
  }
}
