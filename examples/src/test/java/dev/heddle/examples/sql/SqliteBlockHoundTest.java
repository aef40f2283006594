package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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
        // The locks of the JDK's queues, which Vert.x's own executors stand on, are held for
        // nanoseconds.
        .allowBlockingCallsInside(LinkedBlockingQueue.class.getName(), "offer")
        .allowBlockingCallsInside(ThreadPoolExecutor.class.getName(), "execute")
        .blockingMethodCallback(method -> BLOCKED.add(new BlockingOperationError(method)))
        .install();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @BeforeEach
  void forget() {
    BLOCKED.clear();
  }

  @Test
  void theWatchSeesABlockingCall() {
    Promise<Void> slept = Promise.promise();
    vertx.runOnContext(ignored -> {
      try {
        Thread.sleep(1);
        slept.complete();
      } catch (InterruptedException e) {
        slept.fail(e);
      }
    });
    await(slept.future());
    assertThat(BLOCKED)
        .singleElement()
        .satisfies(error -> assertThat(error).hasMessageContaining("sleep"));
  }

  @Test
  void noQueryAndNoFileOperationBlocksAnEventLoop() {
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
    await(Future.all(results));
    String forEver =
        "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    await(submit(database, forEver, Duration.ofMillis(300)).otherwiseEmpty());
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
    return submit(database, sql, Duration.ofSeconds(60));
  }

  private static Future<QueryResult> submit(
      SqliteDatabase database, String sql, Duration deadline) {
    Promise<QueryResult> result = Promise.promise();
    vertx.runOnContext(ignored ->
        database.query(sql, List.of(), deadline, RowConsumer.none()).result().onComplete(result));
    return result.future();
  }
}
