package dev.heddle.examples.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database whose every transaction can be told from its contents: number n adds an entry, changes
 * a balance and removes some old rows, on pages of their own.
 */
final class Ledger {

  static final String CREATE =
      """
      BEGIN;
      CREATE TABLE entry(n INTEGER PRIMARY KEY, note TEXT UNIQUE, pad BLOB);
      CREATE TABLE balance(id INTEGER PRIMARY KEY, latest INTEGER, pad BLOB);
      CREATE TABLE old(n INTEGER PRIMARY KEY, pad BLOB);
      WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 40)
        INSERT INTO old SELECT n, zeroblob(900) FROM c;
      INSERT INTO balance VALUES (1, 0, zeroblob(5000));
      COMMIT;
      """;

  private Ledger() {}

  /** The transaction that makes the ledger go from number n-1 to n. */
  static String transaction(int n) {
    return """
    BEGIN;
    INSERT INTO entry VALUES (%1$d, 'entry %1$d', randomblob(6000));
    UPDATE balance SET latest = %1$d, pad = randomblob(5000);
    DELETE FROM old WHERE n %% 40 = %1$d;
    COMMIT;
    """
        .formatted(n);
  }

  /** Asks a native SQLite, which recovers the file first, for the number that the ledger is at. */
  static int verify(Path file) throws SQLException {
    try (NativeSqlite sqlite = new NativeSqlite(file)) {
      assertThat(sqlite.integrity()).isEqualTo("ok");
      return number(
          sqlite.rows("SELECT latest FROM balance").getFirst(),
          sqlite.rows("SELECT count(*), coalesce(max(n), 0) FROM entry").getFirst(),
          sqlite.rows("SELECT count(*) FROM old").getFirst());
    }
  }

  /** The number that the ledger is at, all tables agreeing. */
  static int number(SqliteDatabase database) {
    return number(
        Queries.rows(database, "SELECT latest FROM balance").getFirst(),
        Queries.rows(database, "SELECT count(*), coalesce(max(n), 0) FROM entry").getFirst(),
        Queries.rows(database, "SELECT count(*) FROM old").getFirst());
  }

  private static int number(
      List<@Nullable Object> balance, List<@Nullable Object> entries, List<@Nullable Object> old) {
    int latest = number(balance.getFirst());
    assertThat(number(entries.get(0))).as("entries").isEqualTo(latest);
    assertThat(number(entries.get(1))).as("latest entry").isEqualTo(latest);
    assertThat(number(old.getFirst())).as("old rows").isEqualTo(40 - latest);
    return latest;
  }

  private static int number(@Nullable Object value) {
    return ((Number) value).intValue();
  }
}
