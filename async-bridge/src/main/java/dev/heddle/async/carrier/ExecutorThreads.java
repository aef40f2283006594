package dev.heddle.async.carrier;

import java.util.concurrent.Executor;

/**
 * Threads that an executor runs. What it refuses, as it was shut down for instance, and what it
 * would have a virtual thread carry runs on the JDK's scheduler: no call is lost.
 */
final class ExecutorThreads implements CallThreads, Executor {

  private final Executor executor;

  ExecutorThreads(Executor executor) {
    this.executor = executor;
  }

  @Override
  public Thread unstarted(String name, Runnable call) {
    return Opened.unstarted(this, name, call);
  }

  /** Told by the JDK that a continuation is runnable. */
  @Override
  public void execute(Runnable continuation) {
    try {
      executor.execute(() -> carry(continuation));
    } catch (RuntimeException refused) {
      // It does nothing if the executor has run it after all.
      Opened.SCHEDULER.execute(continuation);
    }
  }

  private static void carry(Runnable continuation) {
    if (Thread.currentThread().isVirtual()) {
      Opened.SCHEDULER.execute(continuation);
    } else {
      Mount.here().run(continuation);
    }
  }

  @Override
  public String toString() {
    return "on " + executor;
  }
}
