package dev.heddle.examples.sql;

import io.vertx.core.Vertx;

/** A timer that can be called off on any thread, also before it is set. Thread-safe. */
final class Alarm {

  private final Vertx vertx;
  private final Runnable action;

  // All guarded by this.
  private boolean over;
  private boolean set;
  private long timer;

  Alarm(Vertx vertx, Runnable action) {
    this.vertx = vertx;
    this.action = action;
  }

  /** Sets the timer; to be called on the context that it shall ring on. */
  synchronized void set(long milliseconds) {
    if (!over) {
      timer = vertx.setTimer(milliseconds, id -> ring());
      set = true;
    }
  }

  private void ring() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    action.run();
  }

  /** Calls the timer off, if it has not rung. */
  synchronized void cancel() {
    if (!over) {
      over = true;
      if (set) {
        vertx.cancelTimer(timer);
      }
    }
  }
}
