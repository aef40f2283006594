package dev.heddle.wasm.runtime;

/**
 * Makes the JVM look for garbage where native memory is short or much of it has been used: the JVM
 * itself does so only when the heap fills up. Thread-safe.
 */
final class Garbage {

  /** A guest that wants more than there is may spend this part of the time on looking for it. */
  private static final int GUESTS_SHARE = 64;

  private static long lastEnd = System.nanoTime();
  private static long lastDuration;

  private Garbage() {}

  /** Collects it. */
  static void collect() {
    long start = System.nanoTime();
    System.gc();
    noteCollectionSince(start);
  }

  /** Notes that it was collected since {@code start}, with what belongs to it. */
  static synchronized void noteCollectionSince(long start) {
    lastEnd = System.nanoTime();
    lastDuration = lastEnd - start;
  }

  /** Whether a guest may have it collected, or that was done just now. */
  static synchronized boolean isDue() {
    return lastDuration == 0 || System.nanoTime() - lastEnd > GUESTS_SHARE * lastDuration;
  }
}
