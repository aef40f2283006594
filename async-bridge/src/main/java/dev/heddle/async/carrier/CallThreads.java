package dev.heddle.async.carrier;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes the virtual threads of calls, and says when they may run; what then carries them is the
 * implementation's. Thread-safe.
 *
 * <p>Threads may also be parked and woken without it, by the JDK and by code of users.
 */
public interface CallThreads {

  /** A virtual thread without inheritable thread locals, not started. */
  Thread unstarted(String name, Runnable call);

  /** Starts a thread. It may run, until it first parks, before this returns. */
  default void start(Thread thread) {
    thread.start();
  }

  /** Unparks a thread. It may run, until it parks again, before this returns. */
  default void resume(Thread thread) {
    LockSupport.unpark(thread);
  }

  /** The time that they live in; null for time as it passes. */
  default @Nullable Timing timing() {
    return null;
  }

  /** Makes a call of which no thread is to run before this returns. */
  default void startElsewhere(Runnable making) {
    making.run();
  }
}
