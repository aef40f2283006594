package dev.heddle.async.call;

import dev.heddle.async.carrier.Timing;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** Time as it passes. */
enum RealTime implements Timing {
  /** The only one. */
  INSTANCE;

  @Override
  public Future<?> after(Duration time, Runnable action) {
    return Clock.after(time, action);
  }

  @Override
  public Executor elsewhere() {
    return ForeignCode.elsewhere();
  }
}
