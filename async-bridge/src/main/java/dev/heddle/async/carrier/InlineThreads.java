package dev.heddle.async.carrier;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that run on the platform thread that starts or resumes them, until they park.
 *
 * <p>Only what the bridge starts and resumes runs there. What is made runnable otherwise, as a lock
 * is released, a time is over, or code of users unparks it, runs on the JDK's scheduler: there the
 * thread in question has no reason to expect that anything is run on it.
 */
final class InlineThreads implements CallThreads, Executor {

  @Override
  public Thread unstarted(String name, Runnable call) {
    return Opened.unstarted(this, name, call);
  }

  @Override
  public void start(Thread thread) {
    Mount.here().invite(thread, Thread::start, Opened.SCHEDULER);
  }

  @Override
  public void resume(Thread thread) {
    Mount.here().invite(thread, LockSupport::unpark, Opened.SCHEDULER);
  }

  @Override
  public void startElsewhere(Runnable making) {
    Mount.here().withoutInvitations(making);
  }

  /** Told by the JDK that a continuation is runnable. */
  @Override
  public void execute(Runnable continuation) {
    if (!Mount.here().take(continuation)) {
      Opened.SCHEDULER.execute(continuation);
    }
  }

  @Override
  public String toString() {
    return "inline";
  }
}
