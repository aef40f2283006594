package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static dev.heddle.examples.sql.Queries.script;
import static dev.heddle.examples.sql.Queries.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.CallRejectedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Queries from many sides at once. */
@ExtendWith(VertxExtension.class)
class ManyQueriesTest {

  @TempDir Path directory;

  private SqliteDatabase database;

  private void open(Vertx vertx, SqliteOptions options) {
    database = await(SqliteDatabase.open(vertx, directory.resolve("test.db"), options));
  }

  @AfterEach
  void close() {
    await(database.close());
  }

  @Test
  void aHundredQueriesAtOnceAreAnsweredRightAndInTheirOrder(Vertx vertx) {
    open(vertx, SqliteOptions.defaults());
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      RowConsumer rows =
          new RowConsumer() {
            @Override
            public void columns(List<String> names, RowContext context) {}

            @Override
            public void row(List<@Nullable Object> values, RowContext context) {
              assertThat(values).containsExactly((long) number, "row " + number);
              context.await(Future.succeededFuture());
              order.add(number);
            }
          };
      answers.add(database.query("SELECT ?1, 'row ' || ?1", List.of(number), rows).result());
    }
    await(Future.all(answers));
    assertThat(order).hasSize(100).isSorted();
  }

  @Test
  void threadsThatIncrementOneCounterLoseNoIncrement(Vertx vertx) throws Exception {
    open(vertx, SqliteOptions.defaults());
    script(database, "CREATE TABLE counter(n); INSERT INTO counter VALUES (0)");
    int threads = 8;
    int increments = 25;
    CountDownLatch start = new CountDownLatch(1);
    List<Promise<Void>> done = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Promise<Void> promise = Promise.promise();
      done.add(promise);
      Thread.ofPlatform()
          .start(() -> {
            try {
              start.await();
              for (int i = 0; i < increments; i++) {
                Queries.run(database, "UPDATE counter SET n = n + 1");
              }
              promise.complete();
            } catch (Throwable failure) {
              promise.fail(failure);
            }
          });
    }
    start.countDown();
    await(Future.all(done.stream().map(Promise::future).toList()));
    assertThat(value(database, "SELECT n FROM counter")).isEqualTo((long) threads * increments);
  }

  @Test
  void aQueryBeyondTheQueueIsRefusedAndThoseInItAreAnswered(Vertx vertx) {
    open(vertx, SqliteOptions.builder().maxQueuedQueries(2).build());
    Promise<Void> gate = Promise.promise();
    QueryCall running = database.query("SELECT 1", List.of(), waitingFor(gate));
    QueryCall first = database.query("SELECT 2", List.of(), RowConsumer.none());
    QueryCall second = database.query("SELECT 3", List.of(), RowConsumer.none());
    QueryCall refused = database.query("SELECT 4", List.of(), RowConsumer.none());
    assertThatThrownBy(() -> await(refused.result()))
        .isInstanceOfSatisfying(
            CallRejectedException.class,
            failure -> {
              assertThat(failure.queued()).isEqualTo(2);
              assertThat(failure.bound()).isEqualTo(2);
            })
        .hasMessageContaining("test.db")
        .hasMessageContaining("SELECT 4");
    gate.complete();
    await(Future.all(running.result(), first.result(), second.result()));
    assertThat(value(database, "SELECT 5")).isEqualTo(5L);
  }

  @Test
  void withoutAQueueQueriesThatFollowEachOtherAreStillAnswered(Vertx vertx) {
    open(vertx, SqliteOptions.builder().maxQueuedQueries(0).build());
    for (long i = 0; i < 200; i++) {
      assertThat(value(database, "SELECT ?", i)).isEqualTo(i);
    }
  }

  @Test
  void queriesCancelledAtRandomDisturbNoOther(Vertx vertx) {
    open(vertx, SqliteOptions.defaults());
    script(database, "CREATE TABLE t(n INTEGER PRIMARY KEY)");
    Random random = new Random(11);
    AtomicInteger inserted = new AtomicInteger();
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int number = i;
      QueryCall insert =
          database.query("INSERT INTO t VALUES (?)", List.of(number), RowConsumer.none());
      Future<QueryResult> end = insert.result();
      if (random.nextInt(3) == 0) {
        Thread.ofVirtual()
            .start(() -> {
              for (int spin = ThreadLocalRandom.current().nextInt(2_000); spin > 0; spin--) {
                Thread.onSpinWait();
              }
              insert.cancel();
            });
        ends.add(end.onSuccess(done -> inserted.incrementAndGet()).otherwiseEmpty());
      } else {
        ends.add(end.onSuccess(done -> inserted.incrementAndGet()));
      }
    }
    await(Future.all(ends));
    assertThat(inserted.get()).isGreaterThanOrEqualTo(200 - 60);
    assertThat(value(database, "SELECT count(*) FROM t"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LONG)
        .isGreaterThanOrEqualTo(inserted.get());
    assertThat(value(database, "PRAGMA integrity_check")).isEqualTo("ok");
  }

  private static RowConsumer waitingFor(Promise<Void> gate) {
    return new RowConsumer() {
      @Override
      public void columns(List<String> names, RowContext context) {}

      @Override
      public void row(List<@Nullable Object> values, RowContext context) {
        context.await(gate.future());
      }
    };
  }
}
