package dev.heddle.wasm.store;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes what caches have kept: when the thread that compiles has nothing else to do, and when the
 * JVM ends. Thread-safe.
 */
public final class Saving {

  /** A file is written as a whole: not for each class, and not so late that a crash loses much. */
  private static final long NANOS_BETWEEN = 500_000_000L;

  private static final ConcurrentLinkedQueue<CachedCode> CHANGED = new ConcurrentLinkedQueue<>();
  private static final AtomicBoolean HOOKED = new AtomicBoolean();

  private static volatile long last = System.nanoTime();

  private Saving() {}

  /** Has what is new written soon. */
  static void soon(CachedCode code) {
    if (!CHANGED.contains(code)) {
      CHANGED.add(code);
    }
    if (HOOKED.compareAndSet(false, true)) {
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(Saving::now, "heddle-code-cache"));
      } catch (IllegalStateException e) {
        // the JVM is ending: what is compiled now is not worth keeping
        return;
      }
    }
  }

  /**
   * Writes what is due.
   *
   * @return after how many nanoseconds something else will be, or 0 if there is nothing to write
   */
  public static long whatIsDue() {
    if (CHANGED.isEmpty()) {
      return 0;
    }
    long left = last + NANOS_BETWEEN - System.nanoTime();
    if (left > 0) {
      return left;
    }
    now();
    last = System.nanoTime();
    return 0;
  }

  /** Writes everything that has not been written. */
  public static void now() {
    for (CachedCode code = CHANGED.poll(); code != null; code = CHANGED.poll()) {
      code.save();
    }
  }
}
