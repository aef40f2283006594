package dev.heddle.examples.sql;

import dev.heddle.async.CallCancelledException;
import dev.heddle.async.GuestCall;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One query on its way: waiting, running, over.
 *
 * <p>Stopping it is gentle at first: a statement is asked to end, so that the guest stays good for
 * the next query. If that has not helped after a while, the guest is unwound by force.
 *
 * <p>Thread-safe.
 */
final class PendingQuery implements QueryCall, RowContext {

  private final Work work;
  private final Clockwork clockwork;
  private final Counters counters;
  private final Duration grace;
  private final CompletableFuture<QueryResult> completion = new CompletableFuture<>();
  private final Future<QueryResult> result;

  // All guarded by this.
  private Consumer<PendingQuery> whenStoppedWaiting = query -> {};
  private @Nullable RuntimeException stopped;
  private @Nullable Interrupt interrupt;
  private @Nullable Runnable kill;
  private boolean killed;
  private @Nullable CompletableFuture<?> awaited;
  private @Nullable Alarm alarm;
  private boolean over;

  PendingQuery(Work work, Context caller, Clockwork clockwork, Counters counters, Duration grace) {
    this.work = work;
    this.counters = counters;
    this.clockwork = clockwork;
    this.grace = grace;
    this.result = Future.fromCompletionStage(completion, caller);
  }

  @Override
  public Future<QueryResult> result() {
    return result;
  }

  @Override
  public void cancel() {
    stop(new CallCancelledException("the query was cancelled: " + this));
  }

  /** Stops the query after a time, with what {@code reason} says then. */
  synchronized void stopAfter(Duration deadline, Supplier<RuntimeException> reason) {
    if (!over) {
      alarm = clockwork.after(deadline, () -> stop(reason.get()));
    }
  }

  /** Says who has to forget the query if it is stopped before it runs. */
  synchronized void onStoppedWaiting(Consumer<PendingQuery> forget) {
    whenStoppedWaiting = forget;
  }

  /** Stops the query, which then fails with {@code reason} unless it comes to its end first. */
  void stop(RuntimeException reason) {
    Consumer<PendingQuery> forget;
    CompletableFuture<?> wait;
    synchronized (this) {
      if (over || stopped != null) {
        return;
      }
      stopped = reason;
      if (interrupt != null) {
        interrupt.request();
      }
      forget = interrupt == null ? whenStoppedWaiting : null;
      wait = awaited;
    }
    if (forget != null) {
      forget.accept(this);
      fail(reason);
      return;
    }
    if (wait != null) {
      wait.completeExceptionally(reason);
    }
    clockwork.after(grace, this::kill);
  }

  private void kill() {
    Runnable action;
    synchronized (this) {
      killed = true;
      action = over ? null : kill;
    }
    if (action != null) {
      action.run();
    }
  }

  /** Whether it is over before it began. */
  synchronized boolean isOver() {
    return over;
  }

  /** Says how to unwind the call that runs it. */
  void killBy(Runnable action) {
    boolean late;
    synchronized (this) {
      kill = action;
      late = killed;
    }
    if (late) {
      action.run();
    }
  }

  /** Does the query's work, on the thread of the guest call, and leaves no transaction behind. */
  QueryResult run(SqliteGuest guest, Interrupt interrupt) {
    begin(interrupt);
    QueryResult done;
    try {
      done = work.run(guest, this);
    } catch (Throwable failure) {
      interrupt.disarm();
      if (!guest.isBroken()) {
        rollback(guest, failure);
      }
      throw failure;
    }
    interrupt.disarm();
    if (!guest.isAutocommit()) {
      SqliteException leftOpen = leftOpen();
      rollback(guest, leftOpen);
      throw leftOpen;
    }
    return done;
  }

  private synchronized void begin(Interrupt interrupt) {
    if (stopped != null) {
      throw stopped;
    }
    interrupt.arm();
    this.interrupt = interrupt;
  }

  private SqliteException leftOpen() {
    return new SqliteException(
        ResultCodes.MISUSE,
        "a transaction was left open, and has been rolled back: begin and end it in one script",
        work.sql(),
        -1,
        null);
  }

  private void rollback(SqliteGuest guest, Throwable failure) {
    try {
      if (!guest.isAutocommit()) {
        guest.run("ROLLBACK");
      }
    } catch (RuntimeException alsoFailed) {
      // Who runs the connection sees that a transaction is still open, and discards it.
      failure.addSuppressed(alsoFailed);
    }
  }

  @Override
  public <T extends @Nullable Object> T await(Future<T> future) {
    CompletableFuture<T> wait = new CompletableFuture<>();
    synchronized (this) {
      if (stopped != null) {
        throw stopped;
      }
      awaited = wait;
    }
    future.onComplete(wait::complete, wait::completeExceptionally);
    try {
      return GuestCall.current().await(wait);
    } finally {
      synchronized (this) {
        awaited = null;
      }
    }
  }

  @Override
  public synchronized void check() {
    if (stopped != null) {
      throw stopped;
    }
  }

  /** The query is over, and has a result. */
  void succeed(QueryResult value) {
    if (end()) {
      counters.queries.increment();
      completion.complete(value);
    }
  }

  /** The query is over, and has failed; if it was stopped, that is why. */
  void fail(Throwable failure) {
    if (end()) {
      counters.queries.increment();
      counters.failures.increment();
      RuntimeException reason;
      synchronized (this) {
        reason = stopped;
      }
      completion.completeExceptionally(reason == null ? failure : reason);
    }
  }

  private boolean end() {
    Alarm timer;
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
      timer = alarm;
    }
    if (timer != null) {
      timer.cancel();
    }
    return true;
  }

  @Override
  public String toString() {
    return work.sql();
  }
}
