package dev.heddle.wasm.compile;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much the class files of all modules may take together: what the JVM makes of them is several
 * times as much, outside of the heap, and guests decide how much there is to compile. What a module
 * has taken is given back when its classes are collected, or when it has lost them to others; of
 * those that are lost and not collected yet there may be half as much again. Thread-safe.
 */
public final class CodeRoom {

  /** In bytes. The system property {@code heddle.maxCompiledBytes} says something else. */
  private static final long LIMIT = Long.getLong("heddle.maxCompiledBytes", 128L << 20);

  /** Less than this is never waited for. */
  private static final long FEW = 8L << 20;

  private static final AtomicLong USED = new AtomicLong();
  private static final AtomicLong LEAVING = new AtomicLong();
  private static final AtomicInteger FREED = new AtomicInteger();
  private static final Cleaner CLEANER = Cleaner.create();

  /** What a module has taken. */
  private static final class Share implements Runnable {

    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong leaving = new AtomicLong();

    /** Its classes have been collected. */
    @Override
    public void run() {
      USED.addAndGet(-taken.getAndSet(0));
      LEAVING.addAndGet(-leaving.getAndSet(0));
      FREED.incrementAndGet();
    }

    void leave() {
      long bytes = taken.getAndSet(0);
      LEAVING.addAndGet(bytes);
      leaving.addAndGet(bytes);
      USED.addAndGet(-bytes);
      FREED.incrementAndGet();
    }
  }

  private final Share share = new Share();

  /** That of the classes that {@code loader} loads. */
  CodeRoom(ClassLoader loader) {
    CLEANER.register(loader, share);
  }

  /** A number that changes when there is room again: until then it is of no use to ask for some. */
  public static int state() {
    return FREED.get();
  }

  /** Whether more classes may be lost, going by how many of those lost are still there. */
  static boolean mayLeave() {
    return LEAVING.get() <= Math.max(LIMIT / 2, FEW);
  }

  /** How many bytes of class files are there, those included that have been lost. */
  static long bytes() {
    return USED.get() + LEAVING.get();
  }

  /** Takes note that nobody will call the classes any more. */
  void leave() {
    share.leave();
  }

  /**
   * Takes room for a class file.
   *
   * @throws NoRoomException if there is none
   */
  void take(int bytes) {
    if (USED.addAndGet(bytes) > LIMIT) {
      USED.addAndGet(-bytes);
      throw new NoRoomException(
          "compiled functions take "
              + USED.get()
              + " bytes, and the system property heddle.maxCompiledBytes allows "
              + LIMIT);
    }
    share.taken.addAndGet(bytes);
  }
}
