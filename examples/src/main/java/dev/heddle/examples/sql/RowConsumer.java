package dev.heddle.examples.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of a query as SQLite finds them, one by one.
 *
 * <p>It is called on the virtual thread of the query, in order. The next row is computed when it
 * returns, so waiting for a slow reader through {@link RowContext#await} is back-pressure down to
 * the disk. What it throws ends the query, undoes it and becomes its failure.
 */
public interface RowConsumer {

  /**
   * Called once, before the first row, also if there is none.
   *
   * @param names the names of the columns; empty if the statement returns no rows
   */
  void columns(List<String> names, RowContext context);

  /**
   * Called for every row.
   *
   * @param values {@link Long}, {@link Double}, {@link String}, {@code byte[]} or null, one a
   *     column
   */
  void row(List<@Nullable Object> values, RowContext context);

  /** A consumer that drops all rows, for statements that return none. */
  static RowConsumer none() {
    return NoRows.INSTANCE;
  }
}
