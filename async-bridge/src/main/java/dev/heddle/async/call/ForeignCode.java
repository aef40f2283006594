package dev.heddle.async.call;

import dev.heddle.async.carrier.ServiceThread;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where code of users runs that the clock's orders lead to: cancelling what a call waits for,
 * telling a caller that its queued call is over. Daemon threads of the platform, which need no
 * carrier that a computing guest could hold, and which such code may block for a while.
 */
final class ForeignCode {

  /** How much of it may block before more has to wait. */
  private static final int THREADS = 32;

  private static final int SECONDS_KEPT = 10;

  private static final ThreadPoolExecutor POOL = pool();

  private ForeignCode() {}

  /** Runs it elsewhere. */
  static Executor elsewhere() {
    return POOL;
  }

  /** Runs it here and now, on the thread of a user who has called us. */
  static Executor here() {
    return Runnable::run;
  }

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            SECONDS_KEPT,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            ServiceThread.numbered("heddle-stop-"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
