package dev.heddle.examples.sql;

/** What a query does with the guest, from its first statement to its last. */
interface Work {

  /**
   * Does it, on the thread of the guest call.
   *
   * @param context to wait with, and to be asked between rows whether to stop
   */
  QueryResult run(SqliteGuest guest, RowContext context);

  /** Its SQL, by which it is known in messages. */
  String sql();
}
