package dev.heddle.wasm.compile;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much the class files of all modules may take together: what the JVM makes of them is several
 * times as much, outside of the heap, and guests decide how much there is to compile. What a module
 * has taken is given back when its classes are collected. Thread-safe.
 */
final class CodeRoom {

  /** In bytes. The system property {@code heddle.maxCompiledBytes} says something else. */
  private static final long LIMIT = Long.getLong("heddle.maxCompiledBytes", 128L << 20);

  private static final AtomicLong USED = new AtomicLong();
  private static final Cleaner CLEANER = Cleaner.create();

  /** What a module has taken. */
  private static final class Share implements Runnable {

    private final AtomicLong taken = new AtomicLong();

    @Override
    public void run() {
      USED.addAndGet(-taken.get());
    }
  }

  private final Share share = new Share();

  /** That of the classes that {@code loader} loads. */
  CodeRoom(ClassLoader loader) {
    CLEANER.register(loader, share);
  }

  /**
   * Takes room for a class file.
   *
   * @throws NotWorthwhileException if there is none
   */
  void take(int bytes) {
    if (USED.addAndGet(bytes) > LIMIT) {
      USED.addAndGet(-bytes);
      throw new NotWorthwhileException(
          "compiled functions take "
              + USED.get()
              + " bytes, and the system property heddle.maxCompiledBytes allows "
              + LIMIT);
    }
    share.taken.addAndGet(bytes);
  }
}
