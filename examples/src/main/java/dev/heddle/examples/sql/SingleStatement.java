package dev.heddle.examples.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One statement with its values, whose rows go to a consumer. */
final class SingleStatement implements Work {

  private final String sql;
  private final List<@Nullable Object> parameters;
  private final RowConsumer rows;

  /**
   * Takes note of what is to be done.
   *
   * @throws IllegalArgumentException if a parameter is of a type that SQLite has no value for
   */
  SingleStatement(String sql, List<@Nullable Object> parameters, RowConsumer rows) {
    this.sql = Objects.requireNonNull(sql, "sql");
    this.rows = Objects.requireNonNull(rows, "rows");
    List<@Nullable Object> normalised = new ArrayList<>(parameters.size());
    for (int i = 0; i < parameters.size(); i++) {
      normalised.add(normalise(i + 1, parameters.get(i)));
    }
    this.parameters = Collections.unmodifiableList(normalised);
  }

  private static @Nullable Object normalise(int index, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Long number -> number;
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case Boolean truth -> truth ? 1L : 0L;
      case Double number -> number;
      case Float number -> number.doubleValue();
      case String text -> text;
      case byte[] bytes -> bytes.clone();
      default ->
          throw new IllegalArgumentException(
              "parameter "
                  + index
                  + " must be a Long, Integer, Double, String, byte[], Boolean or null, not "
                  + value.getClass().getName());
    };
  }

  @Override
  public QueryResult run(SqliteGuest guest, RowContext context) {
    SqlText text = new SqlText(sql);
    boolean pragma = text.isNext("PRAGMA");
    long changesBefore = guest.totalChanges();
    List<String> columns;
    long count = 0;
    boolean transaction;
    try (Statement statement = guest.require(text)) {
      refuseMore(guest, text);
      statement.bind(parameters);
      columns = statement.columns();
      // Left alone, a change that returns rows is committed even if its rows are never fetched.
      transaction = !columns.isEmpty() && !pragma && !statement.isReadOnly();
      if (transaction) {
        guest.run("BEGIN");
      }
      rows.columns(columns, context);
      while (statement.step()) {
        rows.row(statement.values(), context);
        count++;
        context.check();
      }
    }
    if (transaction) {
      guest.run("COMMIT");
    }
    boolean changed = guest.totalChanges() != changesBefore;
    return new QueryResult(columns, count, changed ? guest.changes() : 0, guest.lastInsertRowid());
  }

  /** Running the first of several statements alone, as SQLite would, is seldom what was meant. */
  private void refuseMore(SqliteGuest guest, SqlText text) {
    int end = text.position();
    boolean more;
    try {
      Optional<Statement> next = guest.prepare(text);
      next.ifPresent(Statement::close);
      more = next.isPresent();
    } catch (SqliteException notEvenCorrect) {
      more = true;
    }
    if (more) {
      throw new SqliteException(
          ResultCodes.MISUSE,
          "more than one statement: run them one by one, or all together as a script",
          sql,
          text.charIndex(end),
          null);
    }
  }

  @Override
  public String sql() {
    return sql;
  }
}
