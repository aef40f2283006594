package dev.heddle.examples.sql;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Timers and worker threads on one Vert.x context, for callers on any thread.
 *
 * <p>A timer that is set on a thread without a context gets a new one; queries run on virtual
 * threads, which have none, so it is done here, on the database's.
 */
final class Clockwork {

  private final Vertx vertx;
  private final Context home;

  Clockwork(Vertx vertx, Context home) {
    this.vertx = vertx;
    this.home = home;
  }

  /** Runs an action on the context after a time, rounded up to milliseconds. */
  Alarm after(Duration delay, Runnable action) {
    Alarm alarm = new Alarm(vertx, action);
    long milliseconds = Math.max(1, delay.plusNanos(999_999).toMillis());
    home.runOnContext(ignored -> alarm.set(milliseconds));
    return alarm;
  }

  /** Completes after a time. */
  Future<Void> sleep(int milliseconds) {
    Promise<Void> over = Promise.promise();
    after(Duration.ofMillis(milliseconds), over::complete);
    return over.future();
  }

  /** Runs blocking code on a worker thread. */
  @SuppressWarnings("NullAway") // Vert.x declares the result nullable, as its code may return null
  <T extends @Nullable Object> Future<T> blocking(Callable<T> code) {
    return home.executeBlocking(code, false);
  }
}
