package dev.heddle.examples.sql;

import java.util.List;

/**
 * What a query came to, apart from its rows.
 *
 * @param columns the names of the columns; empty for a statement that returns no rows
 * @param rows how many rows the consumer got
 * @param changes how many rows were inserted, updated or deleted, without those of triggers
 * @param lastInsertRowid the rowid of the latest insert on this database object, meaningful after
 *     an {@code INSERT} only
 */
public record QueryResult(List<String> columns, long rows, long changes, long lastInsertRowid) {

  public QueryResult {
    columns = List.copyOf(columns);
  }
}
