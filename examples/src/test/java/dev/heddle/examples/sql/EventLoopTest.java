package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static dev.heddle.examples.sql.Queries.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No event loop is held up for 10 milliseconds, says Vert.x's own watchdog.
 *
 * <p>On a busy machine the operating system may take the processor from a loop for longer than
 * that; what is really held up is so every time. Hence there are several rounds, one of which must
 * be silent.
 */
class EventLoopTest {

  private static final int ROUNDS = 5;
  private static final long LIMIT_MILLIS = 10;
  private static final long WATCH_MILLIS = 2;

  @TempDir Path directory;

  private final Logger logger = Logger.getLogger("io.vertx.core.impl.BlockedThreadChecker");
  private final Complaints complaints = new Complaints();
  private Vertx vertx;

  @BeforeEach
  void watch() {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(WATCH_MILLIS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(LIMIT_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setWarningExceptionTime(LIMIT_MILLIS)
                .setWarningExceptionTimeUnit(TimeUnit.MILLISECONDS));
    logger.addHandler(complaints);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void close() {
    logger.removeHandler(complaints);
    logger.setUseParentHandlers(true);
    await(vertx.close());
  }

  @Test
  void theWatchdogSeesALoopThatIsHeldUp() {
    Promise<Void> held = Promise.promise();
    vertx.runOnContext(ignored -> {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20 * LIMIT_MILLIS);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      held.complete();
    });
    await(held.future());
    assertThat(complaints.all()).isNotEmpty();
  }

  @Test
  void queriesOfAllKindsHoldUpNoEventLoop() {
    Path file = directory.resolve("test.db");
    List<List<String>> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      SqliteDatabase database = onEventLoop(file);
      complaints.forget();
      busyTime(database, round);
      List<String> heard = complaints.all();
      await(database.close());
      if (heard.isEmpty()) {
        return;
      }
      rounds.add(heard);
    }
    assertThat(rounds).as("complaints in every round").isEmpty();
  }

  private SqliteDatabase onEventLoop(Path file) {
    Promise<SqliteDatabase> opened = Promise.promise();
    vertx.runOnContext(
        ignored -> SqliteDatabase.open(vertx, file, SqliteOptions.defaults()).onComplete(opened));
    return await(opened.future());
  }

  private void busyTime(SqliteDatabase database, int round) {
    script(database, "CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, v TEXT)");
    List<Future<?>> results = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      int number = round * 1_000 + i;
      results.add(submit(database, "INSERT INTO t VALUES (?, 'some text')", number));
      results.add(submit(database, "SELECT v FROM t WHERE n = ?", number));
      if (i % 30 == 0) {
        results.add(
            submit(
                database,
                "WITH RECURSIVE c(x) AS (VALUES (?) UNION ALL SELECT x + 1 FROM c WHERE x < 20000)"
                    + " SELECT count(*) FROM c, t LIMIT 1",
                1));
      }
    }
    await(Future.all(results));
  }

  /** Hands in a query on an event loop, where it would be noticed if handing in took its time. */
  private Future<QueryResult> submit(SqliteDatabase database, String sql, int parameter) {
    Promise<QueryResult> result = Promise.promise();
    vertx.runOnContext(ignored ->
        database.query(sql, List.of(parameter), RowConsumer.none()).result().onComplete(result));
    return result.future();
  }

  /** What the watchdog has said. */
  private static final class Complaints extends Handler {

    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void publish(LogRecord record) {
      StringBuilder message = new StringBuilder(record.getMessage());
      if (record.getThrown() != null) {
        for (StackTraceElement element : record.getThrown().getStackTrace()) {
          message.append("\n  ").append(element);
        }
      }
      messages.add(message.toString());
    }

    List<String> all() {
      return List.copyOf(messages);
    }

    void forget() {
      messages.clear();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
