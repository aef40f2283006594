package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static dev.heddle.examples.sql.Queries.rows;
import static dev.heddle.examples.sql.Queries.run;
import static dev.heddle.examples.sql.Queries.script;
import static dev.heddle.examples.sql.Queries.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files go to and fro between the guest and a native SQLite. */
@ExtendWith(VertxExtension.class)
class NativeSqliteTest {

  private static final String SCHEMA =
      """
      CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL, picture BLOB);
      CREATE INDEX by_name ON item(name);
      CREATE VIRTUAL TABLE search USING fts5(name);
      CREATE TRIGGER searched AFTER INSERT ON item BEGIN
        INSERT INTO search(rowid, name) VALUES (new.id, new.name); END;
      """;
  private static final String INSERT = "INSERT INTO item VALUES (?, ?, ?, ?)";
  private static final String DIGEST =
      "SELECT count(*), sum(id), sum(length(name)), round(sum(price), 6), sum(length(picture)),"
          + " group_concat(substr(hex(picture), 1, 8), '') FROM (SELECT * FROM item ORDER BY id)";

  @TempDir Path directory;

  private final Random random = new Random(7);

  private Path file() {
    return directory.resolve("test.db");
  }

  private List<@Nullable Object> item(int id) {
    byte[] picture = new byte[random.nextInt(9_000)];
    random.nextBytes(picture);
    String name = "thing \uD83D\uDE00 " + random.nextInt(100);
    return Arrays.asList((long) id, name, id % 5 == 0 ? null : random.nextDouble(), picture);
  }

  @Test
  void whatTheGuestWritesIsSoundForNativeSqlite(Vertx vertx) throws Exception {
    SqliteDatabase database = await(SqliteDatabase.open(vertx, file(), SqliteOptions.defaults()));
    script(database, SCHEMA);
    for (int id = 1; id <= 60; id++) {
      run(database, INSERT, item(id).toArray());
    }
    run(database, "DELETE FROM item WHERE id % 7 = 0");
    run(database, "UPDATE item SET picture = zeroblob(20000) WHERE id % 11 = 0");
    assertThat(value(database, "PRAGMA integrity_check")).isEqualTo("ok");
    List<List<@Nullable Object>> digest = rows(database, DIGEST);
    await(database.close());
    try (NativeSqlite sqlite = new NativeSqlite(file())) {
      assertThat(sqlite.integrity()).isEqualTo("ok");
      assertThat(plain(sqlite.rows(DIGEST))).isEqualTo(plain(digest));
    }
  }

  @Test
  void whatNativeSqliteWritesIsSoundForTheGuest(Vertx vertx) throws Exception {
    List<List<@Nullable Object>> digest;
    try (NativeSqlite sqlite = new NativeSqlite(file())) {
      sqlite.run("PRAGMA page_size = 1024");
      sqlite.run(SCHEMA.split("(?<!;\\s{0,9}END);\\s*\\n(?!\\s+INSERT)"));
      for (int id = 1; id <= 60; id++) {
        sqlite.run(INSERT, item(id));
      }
      digest = sqlite.rows(DIGEST);
    }
    SqliteDatabase database = await(SqliteDatabase.open(vertx, file(), SqliteOptions.defaults()));
    assertThat(value(database, "PRAGMA integrity_check")).isEqualTo("ok");
    assertThat(plain(rows(database, DIGEST))).isEqualTo(plain(digest));
    assertThat(value(database, "SELECT count(*) > 0 FROM search WHERE search MATCH 'thing'"))
        .isEqualTo(1L);
    await(database.close());
  }

  @Test
  void whatANativeSqliteLeftHalfDoneIsUndoneByTheGuest(Vertx vertx) throws Exception {
    Path hot = directory.resolve("hot.db");
    try (NativeSqlite sqlite = new NativeSqlite(file())) {
      sqlite.run(Ledger.CREATE.split(";\\s*\\n"));
      sqlite.run("PRAGMA cache_size = 2", "BEGIN");
      sqlite.run("UPDATE balance SET latest = 99", "UPDATE old SET pad = randomblob(901)");
      // What a crash would leave: the pages that are out already, and the journal to undo them.
      Files.copy(file(), hot);
      Files.copy(directory.resolve("test.db-journal"), directory.resolve("hot.db-journal"));
      sqlite.run("ROLLBACK");
    }
    assertThat(Files.mismatch(file(), hot)).as("pages that are out").isNotNegative();
    SqliteDatabase database = await(SqliteDatabase.open(vertx, hot, SqliteOptions.defaults()));
    assertThat(Ledger.number(database)).isZero();
    assertThat(directory.resolve("hot.db-journal")).doesNotExist();
    await(database.close());
    assertThat(Ledger.verify(hot)).isZero();
  }

  /** The JDBC driver gives the integers that are small as {@code Integer}. */
  private static List<List<@Nullable Object>> plain(List<List<@Nullable Object>> rows) {
    return rows.stream()
        .map(row ->
            row.stream()
                .<@Nullable Object>map(
                    value -> value instanceof Integer number ? (Object) number.longValue() : value)
                .toList())
        .toList();
  }
}
