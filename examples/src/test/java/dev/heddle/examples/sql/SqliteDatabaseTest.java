package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static dev.heddle.examples.sql.Queries.rows;
import static dev.heddle.examples.sql.Queries.run;
import static dev.heddle.examples.sql.Queries.script;
import static dev.heddle.examples.sql.Queries.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.async.InstanceClosedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class SqliteDatabaseTest {

  @TempDir Path directory;

  private Vertx vertx;
  private SqliteDatabase database;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    database = await(SqliteDatabase.open(vertx, file(), SqliteOptions.defaults()));
  }

  @AfterEach
  void close() {
    await(database.close());
  }

  private Path file() {
    return directory.resolve("test.db");
  }

  // ---- values

  @Test
  void everyKindOfValueComesBackAsItWent() {
    run(database, "CREATE TABLE t(v)");
    List<Object> values =
        Arrays.asList(
            0L,
            1L,
            -1L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1L << 53 | 1,
            0.0,
            -0.5,
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            "",
            "text",
            "NUL \0 in the middle",
            "ß ü 日本語 \uD83D\uDE00 \uFFFF",
            "x".repeat(100_000),
            null);
    for (Object value : values) {
      run(database, "INSERT INTO t VALUES (?)", value);
    }
    assertThat(rows(database, "SELECT v FROM t ORDER BY rowid"))
        .map(List::getFirst)
        .isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 4_096, 65_536, 1_000_000})
  void blobsOfAnySizeComeBackAsTheyWent(int length) {
    byte[] blob = new byte[length];
    new Random(length).nextBytes(blob);
    run(database, "CREATE TABLE t(v)");
    run(database, "INSERT INTO t VALUES (?)", blob);
    assertThat((byte[]) value(database, "SELECT v FROM t")).isEqualTo(blob);
    assertThat(value(database, "SELECT typeof(v) || length(v) FROM t")).isEqualTo("blob" + length);
  }

  @Test
  void notANumberBecomesNullAsSqliteHasIt() {
    assertThat(value(database, "SELECT ?", Double.NaN)).isNull();
  }

  @Test
  void smallerTypesAreTakenAsTheLargerOnes() {
    assertThat(rows(database, "SELECT ?, ?, ?, ?", 7, true, false, 1.5f))
        .containsExactly(List.of(7L, 1L, 0L, 1.5));
  }

  @Test
  void aParameterOfAnotherTypeIsRefusedAtOnce() {
    assertThatThrownBy(() -> run(database, "SELECT ?, ?", 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter 2")
        .hasMessageContaining("java.util.ImmutableCollections");
  }

  @Test
  void halfASurrogatePairIsRefusedRatherThanReplaced() {
    assertThatThrownBy(() -> run(database, "SELECT ?", "ab\uD83D"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index 2");
    assertThat(value(database, "SELECT 1")).isEqualTo(1L);
  }

  // ---- results

  @Test
  void theResultTellsColumnsRowsChangesAndTheRowid() {
    run(database, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    assertThat(run(database, "INSERT INTO t(id, v) VALUES (41, 'a'), (42, 'b')"))
        .isEqualTo(new QueryResult(List.of(), 0, 2, 42));
    assertThat(run(database, "UPDATE t SET v = 'c' WHERE id = 41").changes()).isEqualTo(1);
    QueryResult selected = run(database, "SELECT id AS n, v || '!' AS \"w x\" FROM t");
    assertThat(selected.columns()).containsExactly("n", "w x");
    assertThat(selected.rows()).isEqualTo(2);
    assertThat(selected.changes()).isZero();
    assertThat(run(database, "CREATE TABLE u(x)").changes()).isZero();
  }

  @Test
  void columnsAreToldEvenWhenThereIsNoRow() {
    Queries.Rows rows = new Queries.Rows();
    await(database.query("SELECT 1 AS a WHERE 0", List.of(), rows).result());
    assertThat(rows.columns).containsExactly("a");
    assertThat(rows.rows).isEmpty();
  }

  @Test
  void aStatementMayHaveMoreColumnsThanWhenItWasFirstSeen() {
    run(database, "CREATE TABLE t(a)");
    run(database, "INSERT INTO t VALUES (1)");
    assertThat(rows(database, "SELECT * FROM t")).containsExactly(List.of(1L));
    run(database, "ALTER TABLE t ADD COLUMN b DEFAULT 2");
    run(database, "ALTER TABLE t ADD COLUMN c DEFAULT 'x'");
    assertThat(rows(database, "SELECT * FROM t")).containsExactly(List.of(1L, 2L, "x"));
  }

  @Test
  void resultsArriveOnTheContextThatAsked() {
    Promise<Boolean> sameContext = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(ignored ->
        database
            .query("SELECT 1", List.of(), RowConsumer.none())
            .result()
            .onComplete(done -> sameContext.complete(Vertx.currentContext() == context)));
    assertThat(await(sameContext.future())).isTrue();
  }

  @Test
  void rowsArriveOnTheVirtualThreadOfTheQueryAndMayWait() {
    StringBuilder seen = new StringBuilder();
    await(
        database
            .query(
                "VALUES (1), (2), (3)",
                List.of(),
                new RowConsumer() {
                  @Override
                  public void columns(List<String> names, RowContext context) {}

                  @Override
                  public void row(List<@Nullable Object> values, RowContext context) {
                    assertThat(Thread.currentThread().isVirtual()).isTrue();
                    Future<Void> timer = vertx.timer(1).mapEmpty();
                    context.await(timer);
                    assertThat(timer.isComplete()).isTrue();
                    seen.append(values.getFirst());
                  }
                })
            .result());
    assertThat(seen).hasToString("123");
  }

  // ---- errors

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                                | SQLITE_ERROR                 | near "SELEC": syntax error | 0
          SELECT 'ü', nope FROM t                | SQLITE_ERROR                 | no such column: nope       | 12
          SELECT * FROM nothere                  | SQLITE_ERROR                 | no such table: nothere     | -1
          INSERT INTO t VALUES (1, 'a', 1)       | SQLITE_CONSTRAINT_PRIMARYKEY | UNIQUE constraint failed: t.id | -1
          INSERT INTO t VALUES (2, 'a', 1)       | SQLITE_CONSTRAINT_UNIQUE     | UNIQUE constraint failed: t.u | -1
          INSERT INTO t VALUES (3, NULL, 1)      | SQLITE_CONSTRAINT_NOTNULL    | NOT NULL constraint failed: t.u | -1
          INSERT INTO t VALUES (4, 'b', 0)       | SQLITE_CONSTRAINT_CHECK      | CHECK constraint failed: c > 0 | -1
          SELECT abs(-9223372036854775808)       | SQLITE_ERROR                 | integer overflow           | -1
          SELECT 1; SELECT 2                     | SQLITE_MISUSE                | more than one statement    | 9
          SELECT 1; garbage                      | SQLITE_MISUSE                | more than one statement    | 9
          -- only a comment                      | SQLITE_MISUSE                | no statement               | -1
          SELECT ?                               | SQLITE_RANGE                 | has 1 parameters, but 0    | -1
          BEGIN                                  | SQLITE_MISUSE                | a transaction was left open | -1
          COMMIT                                 | SQLITE_ERROR                 | cannot commit - no transaction is active | -1
          """)
  void errorsCarrySqlitesMessageCodeAndPlace(
      String sql, String codeName, String message, int offset) {
    script(
        database,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, u UNIQUE NOT NULL, c CHECK (c > 0));"
            + "INSERT INTO t VALUES (1, 'a', 1)");
    SqliteException failure = catchThrowableOfType(SqliteException.class, () -> run(database, sql));
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.codeName()).isEqualTo(codeName);
    assertThat(failure.code()).isEqualTo(failure.extendedCode() & 0xff);
    assertThat(failure.offset()).isEqualTo(offset);
    assertThat(failure.sql()).isEqualTo(sql);
    assertThat(rows(database, "SELECT * FROM t")).containsExactly(List.of(1L, "a", 1L));
  }

  @Test
  void blanksAndCommentsAfterTheStatementAreNoSecondOne() {
    assertThat(value(database, "/* one */ SELECT 1; -- done\n ;; /* really */ ")).isEqualTo(1L);
  }

  @Test
  void sqlWithANulIsRefusedRatherThanCutOff() {
    assertThatThrownBy(() -> run(database, "SELECT 1\0; DROP TABLE t"))
        .isInstanceOfSatisfying(
            SqliteException.class, failure -> assertThat(failure.offset()).isEqualTo(8));
  }

  @Test
  void aQueryMayRunOutOfTheGuestsMemoryAndTheNextOneWorks() {
    assertThatThrownBy(() -> run(database, "SELECT length(zeroblob(900000000) || 'x')"))
        .isInstanceOfSatisfying(
            SqliteException.class,
            failure -> assertThat(failure.codeName()).isEqualTo("SQLITE_NOMEM"));
    assertThat(value(database, "SELECT 1")).isEqualTo(1L);
  }

  @Test
  void whatAConsumerThrowsIsTheFailureAndUndoesTheChange() {
    run(database, "CREATE TABLE t(a)");
    IllegalStateException thrown = new IllegalStateException("enough");
    RowConsumer refusing =
        new RowConsumer() {
          @Override
          public void columns(List<String> names, RowContext context) {}

          @Override
          public void row(List<@Nullable Object> values, RowContext context) {
            throw thrown;
          }
        };
    assertThatThrownBy(() ->
            await(
                database
                    .query("INSERT INTO t VALUES (1), (2) RETURNING a", List.of(), refusing)
                    .result()))
        .isSameAs(thrown);
    assertThat(value(database, "SELECT count(*) FROM t")).isEqualTo(0L);
    assertThat(rows(database, "INSERT INTO t VALUES (1), (2) RETURNING a"))
        .containsExactly(List.of(1L), List.of(2L));
    assertThat(value(database, "SELECT count(*) FROM t")).isEqualTo(2L);
    assertThat(database.statistics().connections()).isEqualTo(1);
  }

  // ---- transactions

  @Test
  void aScriptRunsAllItsStatementsTogether() {
    QueryResult result =
        script(
            database,
            "BEGIN; CREATE TABLE t(a); INSERT INTO t VALUES (1), (2); SELECT * FROM t; COMMIT;");
    assertThat(result.changes()).isEqualTo(2);
    assertThat(value(database, "SELECT sum(a) FROM t")).isEqualTo(3L);
  }

  @Test
  void aScriptThatFailsInATransactionLeavesNothingOfIt() {
    run(database, "CREATE TABLE t(a)");
    assertThatThrownBy(
            () -> script(database, "BEGIN; INSERT INTO t VALUES (1); SELECT nope; COMMIT"))
        .hasMessage("no such column: nope");
    assertThat(value(database, "SELECT count(*) FROM t")).isEqualTo(0L);
  }

  @Test
  void aTransactionThatIsLeftOpenIsRolledBackBeforeTheNextQuery() {
    run(database, "CREATE TABLE t(a)");
    assertThatThrownBy(() -> script(database, "BEGIN; INSERT INTO t VALUES (1)"))
        .hasMessageContaining("left open");
    assertThat(value(database, "SELECT count(*) FROM t")).isEqualTo(0L);
  }

  @Test
  void pragmasThatReturnRowsWorkOutsideOfTransactions() {
    assertThat(value(database, "/* c */ PRAGMA journal_mode = TRUNCATE")).isEqualTo("truncate");
    run(database, "CREATE TABLE t(a)");
    assertThat(Files.exists(directory.resolve("test.db-journal"))).isTrue();
  }

  // ---- the file

  @Test
  void sqlCannotReachOtherFiles() {
    Path other = directory.resolve("other.db");
    assertThatThrownBy(() -> run(database, "ATTACH ? AS o", other.toString()))
        .isInstanceOfSatisfying(
            SqliteException.class,
            failure -> {
              assertThat(failure.codeName()).startsWith("SQLITE_CANTOPEN");
              assertThat(failure).hasCauseInstanceOf(AccessDeniedException.class);
            });
    assertThatThrownBy(() -> run(database, "VACUUM INTO ?", "../escaped.db"))
        .isInstanceOf(SqliteException.class);
    assertThat(other).doesNotExist();
    assertThat(directory.resolveSibling("escaped.db")).doesNotExist();
  }

  @Test
  void vacuumAndTemporaryFilesWork() {
    script(
        database,
        "PRAGMA temp_store = FILE; CREATE TABLE t(a); INSERT INTO t VALUES (randomblob(300000));"
            + "CREATE TEMP TABLE u AS SELECT * FROM t; DELETE FROM t; VACUUM");
    assertThat(value(database, "SELECT length(a) FROM u")).isEqualTo(300_000L);
    assertThat(value(database, "PRAGMA page_count")).isEqualTo(2L);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedWhenOpened() throws Exception {
    Path file = Files.writeString(directory.resolve("text.db"), "not a database ".repeat(100));
    assertThatThrownBy(() -> await(SqliteDatabase.open(vertx, file, SqliteOptions.defaults())))
        .isInstanceOfSatisfying(
            SqliteException.class,
            failure -> assertThat(failure.codeName()).isEqualTo("SQLITE_NOTADB"));
  }

  @Test
  void twoDatabasesOnOneFileKeepOutOfEachOthersWay() {
    SqliteDatabase other = await(SqliteDatabase.open(vertx, file(), SqliteOptions.defaults()));
    run(database, "CREATE TABLE t(a)");
    Future<?> all = Future.succeededFuture();
    for (int i = 0; i < 20; i++) {
      SqliteDatabase one = i % 2 == 0 ? database : other;
      all =
          Future.join(
              all, one.query("INSERT INTO t VALUES (1)", List.of(), RowConsumer.none()).result());
    }
    await(all);
    assertThat(value(database, "SELECT count(*) FROM t")).isEqualTo(20L);
    await(other.close());
    assertThat(value(database, "SELECT count(*) FROM t")).isEqualTo(20L);
  }

  // ---- the end

  @Test
  void aClosedDatabaseRefusesQueriesAndLeavesNoJournal() throws Exception {
    run(database, "CREATE TABLE t(a)");
    await(database.close());
    assertThatThrownBy(() -> run(database, "SELECT 1"))
        .isInstanceOf(InstanceClosedException.class)
        .hasMessageContaining("test.db");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void statisticsCountWhatWasDone() {
    run(database, "CREATE TABLE t(a)");
    assertThatThrownBy(() -> run(database, "nonsense")).isInstanceOf(SqliteException.class);
    Statistics statistics = database.statistics();
    assertThat(statistics.queries()).isEqualTo(2);
    assertThat(statistics.failures()).isEqualTo(1);
    assertThat(statistics.fileOperations()).isGreaterThan(10);
    assertThat(statistics.suspensions()).isBetween(1L, statistics.fileOperations());
    assertThat(statistics.connections()).isEqualTo(1);
  }
}
