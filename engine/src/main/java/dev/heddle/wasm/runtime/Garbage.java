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

  /** Collects it, for a host that asks for memory. */
  static void collect() {
    long start = System.nanoTime();
    System.gc();
    note(start, System.nanoTime());
  }

  /** Collects it for a guest, unless that has been done just now; tells whether it was. */
  static boolean collectForGuest() {
    if (!isDue(System.nanoTime())) {
      return false;
    }
    collect();
    return true;
  }

  private static synchronized void note(long start, long end) {
    lastEnd = end;
    lastDuration = end - start;
  }

  private static synchronized boolean isDue(long now) {
    return lastDuration == 0 || now - lastEnd > GUESTS_SHARE * lastDuration;
  }
}
