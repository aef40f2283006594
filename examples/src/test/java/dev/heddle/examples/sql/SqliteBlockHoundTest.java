package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * No blocking call is made on an event loop, says BlockHound, which watches all of them. It changes
 * classes of the JDK and so has a JVM of its own.
 */
class SqliteBlockHoundTest {

  private static final List<Throwable> BLOCKED = Collections.synchronizedList(new ArrayList<>());

  @TempDir static Path directory;
  private static Vertx vertx;

  @BeforeAll
  static void watch() {
    BlockHound.builder()
        .nonBlockingThreadPredicate(
            current -> current.or(thread -> thread.getName().startsWith("vert.x-eventloop-thread")))
        .blockingMethodCallback(method -> {
          BlockingOperationError error = new BlockingOperationError(method);
          BLOCKED.add(error);
          throw error;
        })
        .install();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @Test
  void theWatchSeesABlockingCall() {
    Promise<Void> slept = Promise.promise();
    vertx.runOnContext(ignored -> {
      try {
        Thread.sleep(1);
        slept.complete();
      } catch (Throwable error) {
        slept.fail(error);
      }
    });
    assertThatThrownBy(() -> await(slept.future())).isInstanceOf(BlockingOperationError.class);
    BLOCKED.clear();
  }

  @Test
  void noQueryAndNoFileOperationBlocksAnEventLoop() {
    BLOCKED.clear();
    Promise<SqliteDatabase> opened = Promise.promise();
    vertx.runOnContext(ignored ->
        SqliteDatabase.open(vertx, directory.resolve("test.db"), SqliteOptions.defaults())
            .onComplete(opened));
    SqliteDatabase database = await(opened.future());
    List<Future<?>> results = new ArrayList<>();
    results.add(submit(database, "CREATE TABLE t(a INTEGER PRIMARY KEY, b)"));
    for (int i = 0; i < 30; i++) {
      results.add(submit(database, "INSERT INTO t(b) VALUES (randomblob(2000))"));
      results.add(submit(database, "SELECT sum(length(b)) FROM t"));
      results.add(submit(database, "SELECT nonsense").otherwiseEmpty());
    }
    results.add(
        submit(
                database,
                "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n)"
                    + " SELECT count(*) FROM n")
            .otherwiseEmpty());
    await(Future.all(results));
    Promise<Void> closed = Promise.promise();
    vertx.runOnContext(ignored -> database.close().onComplete(closed));
    await(closed.future());
    assertThat(BLOCKED).map(SqliteBlockHoundTest::trace).isEmpty();
    assertThat(database.statistics().suspensions()).isPositive();
  }

  private static String trace(Throwable error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  private static Future<QueryResult> submit(SqliteDatabase database, String sql) {
    Promise<QueryResult> result = Promise.promise();
    vertx.runOnContext(ignored ->
        database
            .query(sql, List.of(), Duration.ofSeconds(20), RowConsumer.none())
            .result()
            .onComplete(result));
    return result.future();
  }
}
