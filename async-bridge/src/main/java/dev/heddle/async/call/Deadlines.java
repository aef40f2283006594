package dev.heddle.async.call;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clock behind deadlines: one daemon thread for the JVM, started with the first deadline. It
 * only starts what is due, on virtual threads, as stopping a call may run foreign code.
 */
final class Deadlines {

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private Deadlines() {}

  /** Runs an action after a time, unless the returned future is cancelled before. */
  static Future<?> after(Duration time, Runnable action) {
    return CLOCK.schedule(
        () -> Thread.startVirtualThread(action), saturatedNanos(time), TimeUnit.NANOSECONDS);
  }

  private static long saturatedNanos(Duration time) {
    return TimeUnit.NANOSECONDS.convert(time);
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("heddle-deadlines").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }
}
