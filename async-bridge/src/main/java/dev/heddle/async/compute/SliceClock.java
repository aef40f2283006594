package dev.heddle.async.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices calls whose slice is over, and calls that wait for a carrier: one daemon thread of the
 * platform for the JVM, which looks at the calls that run, are to run or ran a moment ago, and
 * sleeps while there are none.
 *
 * <p>So a call that is parked costs nothing, one that parks often stays on the list and costs a
 * look each time, and guest code never asks what time it is.
 */
final class SliceClock implements Runnable {

  /** Half of the default slice: a first slice is over by half of itself too late at the most. */
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(5);

  /** How many ticks it waits for the next call before it sleeps, as waking it is dear. */
  private static final int IDLE_TICKS = 20;

  private static final SliceClock INSTANCE = new SliceClock();
  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("heddle-slices").start(INSTANCE);

  private final Queue<Slice> added = new ConcurrentLinkedQueue<>();
  private volatile boolean asleep;

  private SliceClock() {}

  /** Makes sure that the clock goes, while the stack of who uses it is far from full. */
  static void start() {}

  /** Puts a call on the list. Thread-safe. */
  static void watch(Slice slice) {
    INSTANCE.added.add(slice);
    if (INSTANCE.asleep) {
      LockSupport.unpark(THREAD);
    }
  }

  @Override
  public void run() {
    List<Slice> watched = new ArrayList<>();
    int idle = 0;
    for (; ; ) {
      for (Slice next = added.poll(); next != null; next = added.poll()) {
        watched.add(next);
      }
      idle = watched.isEmpty() ? idle + 1 : 0;
      if (idle > IDLE_TICKS) {
        sleep();
      } else {
        LockSupport.parkNanos(this, TICK);
        CoarseTime.look();
        long now = System.nanoTime();
        // Before any call is asked to pause, so that it sees all of them.
        Turns.ALL.expect(coming(watched));
        watched.removeIf(slice -> !slice.look(now));
      }
    }
  }

  private static List<Slice> coming(List<Slice> watched) {
    List<Slice> coming = List.of();
    for (Slice slice : watched) {
      if (slice.isComing()) {
        if (coming.isEmpty()) {
          coming = new ArrayList<>();
        }
        coming.add(slice);
      }
    }
    return coming;
  }

  private void sleep() {
    Turns.ALL.expect(List.of());
    CoarseTime.forget();
    asleep = true;
    // Announced before looking, as a call is added before it looks: one of the two sees the other.
    if (added.isEmpty()) {
      LockSupport.park(this);
    }
    asleep = false;
  }
}
