package dev.heddle.wasm.runtime;

/**
 * That native memory could not be had, a short time ago. Asking for it again would make the JVM
 * collect garbage and wait for half a second again, which a guest could have it do all the time.
 * Thread-safe.
 */
final class Shortage {

  /** For how many times as long as an attempt took there is no other. */
  private static final int PAUSE = 64;

  private long missing = Long.MAX_VALUE;
  private long over;

  /** Whether so many bytes could not be had just now. */
  synchronized boolean covers(long bytes, long now) {
    return bytes >= missing && now - over < 0;
  }

  /** Notes that so many bytes could not be had. */
  synchronized void note(long bytes, long start, long end) {
    missing = end - over < 0 ? Math.min(missing, bytes) : bytes;
    over = end + PAUSE * (end - start);
  }
}
