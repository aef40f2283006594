package dev.heddle.async.call;

import dev.heddle.async.carrier.ServiceThread;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clock behind deadlines: one daemon thread of the platform for the JVM, started with the first
 * deadline. What is due runs on it, so that no guest can keep it waiting; none of it may be foreign
 * code or take long, see {@link ForeignCode}.
 */
final class Clock {

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private Clock() {}

  /** Runs an action after a time, unless the returned future is cancelled before. */
  static Future<?> after(Duration time, Runnable action) {
    return TIMER.schedule(action, TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, ServiceThread.named("heddle-clock"));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
