package dev.heddle.async.carrier;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** The time that bounds calls. Thread-safe. */
public interface Timing {

  /** Runs an action after a time, unless the returned future is cancelled before. */
  Future<?> after(Duration time, Runnable action);

  /** Where code of users runs that follows from such an action, which itself must not take long. */
  Executor elsewhere();
}
