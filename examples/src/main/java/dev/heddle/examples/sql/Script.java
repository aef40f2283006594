package dev.heddle.examples.sql;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Several statements, one after the other, whose rows nobody wants. */
final class Script implements Work {

  private final String sql;

  Script(String sql) {
    this.sql = Objects.requireNonNull(sql, "sql");
  }

  @Override
  public QueryResult run(SqliteGuest guest, RowContext context) {
    SqlText text = new SqlText(sql);
    long changesBefore = guest.totalChanges();
    Optional<Statement> next = guest.prepare(text);
    while (next.isPresent()) {
      try (Statement statement = next.get()) {
        while (statement.step()) {
          context.check();
        }
      }
      context.check();
      next = guest.prepare(text);
    }
    return new QueryResult(
        List.of(), 0, guest.totalChanges() - changesBefore, guest.lastInsertRowid());
  }

  @Override
  public String sql() {
    return sql;
  }
}
