package dev.heddle.examples.sql;

import io.vertx.core.Future;

/** A query that has been handed in: its result to come, and the means to stop it. Thread-safe. */
public interface QueryCall {

  /**
   * Completes when the query has ended, on the context on which it was handed in.
   *
   * <p>It fails with {@link SqliteException} for what SQLite found wrong; {@link
   * dev.heddle.async.CallCancelledException}, {@link dev.heddle.async.DeadlineExceededException} or
   * {@link dev.heddle.async.InstanceClosedException} if it was stopped; {@link
   * dev.heddle.async.CallRejectedException} if the queue was full; whatever its {@link RowConsumer}
   * threw; or a trap of the guest.
   *
   * <p>A statement that failed has changed nothing, unless its SQL says so ({@code OR FAIL}). One
   * that was stopped has changed nothing either, except that the order may have come when its
   * commit had just been made.
   */
  Future<QueryResult> result();

  /** Stops the query, wherever it is: queued, computing or waiting. Nothing if it has ended. */
  void cancel();
}
