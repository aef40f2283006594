package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static dev.heddle.examples.sql.Queries.script;
import static dev.heddle.examples.sql.Queries.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.CallCancelledException;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.examples.sql.UnreliableFiles.Fate;
import dev.heddle.examples.sql.UnreliableFiles.Operation;
import dev.heddle.examples.sql.file.VertxFiles;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries are stopped in every way and at every place; the next one must not notice. */
@ExtendWith(VertxExtension.class)
class KilledQueryTest {

  private static final String FOR_EVER =
      "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("test.db");
  }

  private SqliteDatabase open(Vertx vertx, SqliteOptions.Builder options) {
    return await(SqliteDatabase.open(vertx, file(), options.build()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransactionThatIsStoppedAtAnyFileOperationLosesNothingCommitted(
      boolean hanging, Vertx vertx) throws Exception {
    UnreliableFiles files = new UnreliableFiles(VertxFiles.of(vertx, file()));
    Duration grace = hanging ? Duration.ofMillis(1) : Duration.ofSeconds(20);
    SqliteDatabase database =
        open(vertx, SqliteOptions.builder().files(files).interruptGrace(grace));
    script(database, Ledger.CREATE);
    script(database, Ledger.transaction(1));
    int committed = 1;
    int stops = 0;
    boolean reached = true;
    for (int at = 1; reached; at++) {
      Stop stop = new Stop(at, hanging, vertx);
      files.fate(stop);
      QueryCall query = database.execute(Ledger.transaction(committed + 1));
      stop.aim(query);
      boolean succeeded = succeeds(query);
      reached = stop.reached();
      files.fate(UnreliableFiles.RELIABLE);
      int found = Ledger.number(database);
      assertThat(found)
          .as("stopped at operation %d, %s", at, stop)
          .isBetween(succeeded ? committed + 1 : committed, committed + 1);
      committed = found;
      if (!succeeded) {
        stops++;
      }
    }
    assertThat(stops).isGreaterThan(10);
    long connections = database.statistics().connections();
    if (hanging) {
      assertThat(connections).as("guests that had to be replaced").isGreaterThan(10);
    } else {
      assertThat(connections).as("guests, none of them replaced").isEqualTo(1);
    }
    await(database.close());
    assertThat(Ledger.verify(file())).isEqualTo(committed);
  }

  private static boolean succeeds(QueryCall query) {
    try {
      await(query.result());
      return true;
    } catch (CallCancelledException cancelled) {
      return false;
    }
  }

  /** Cancels a query at its n-th file operation, which may hang until after the query has ended. */
  private static final class Stop implements Fate {

    private final int at;
    private final boolean hanging;
    private final Vertx vertx;
    private final AtomicInteger operations = new AtomicInteger();
    private final Promise<QueryCall> query = Promise.promise();
    private volatile @Nullable Operation victim;

    Stop(int at, boolean hanging, Vertx vertx) {
      this.at = at;
      this.hanging = hanging;
      this.vertx = vertx;
    }

    void aim(QueryCall query) {
      this.query.complete(query);
    }

    boolean reached() {
      return victim != null;
    }

    @Override
    public <T> Future<T> of(Operation operation, Supplier<Future<T>> real) {
      if (operations.incrementAndGet() != at) {
        return real.get();
      }
      victim = operation;
      if (!hanging) {
        return query
            .future()
            .compose(call -> {
              call.cancel();
              return real.get();
            });
      }
      // Done for real only some time after the query was told to stop, and its guest unwound.
      return query
          .future()
          .compose(call -> {
            call.cancel();
            return vertx.timer(20, TimeUnit.MILLISECONDS).compose(late -> real.get());
          });
    }

    @Override
    public String toString() {
      Operation stopped = victim;
      return stopped == null ? "never" : stopped.kind() + " of " + stopped.name();
    }
  }

  @Test
  void aQueryThatComputesForEverIsStoppedByItsDeadlineAndItsGuestGoesOn(Vertx vertx) {
    SqliteDatabase database =
        open(vertx, SqliteOptions.builder().interruptGrace(Duration.ofSeconds(20)));
    Duration deadline = Duration.ofMillis(100);
    assertThatThrownBy(
            () -> await(database.query(FOR_EVER, List.of(), deadline, RowConsumer.none()).result()))
        .isInstanceOfSatisfying(
            DeadlineExceededException.class,
            failure -> assertThat(failure.deadline()).isEqualTo(deadline))
        .hasMessageContaining(FOR_EVER);
    assertThat(value(database, "SELECT 1")).isEqualTo(1L);
    assertThat(database.statistics().connections()).isEqualTo(1);
    await(database.close());
  }

  @Test
  void aStatementThatDoesNotLookAtItsInterruptIsUnwoundByForce(Vertx vertx) {
    SqliteDatabase database =
        open(vertx, SqliteOptions.builder().interruptGrace(Duration.ofMillis(1)));
    script(database, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    // One call of one function, which takes minutes and never looks whether to stop.
    String stubborn = "SELECT hex(zeroblob(400000)) LIKE '%' || hex(zeroblob(12000)) || '1'";
    assertThatThrownBy(() ->
            await(
                database
                    .query(stubborn, List.of(), Duration.ofMillis(200), RowConsumer.none())
                    .result()))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(value(database, "SELECT a FROM t")).isEqualTo(1L);
    assertThat(database.statistics().connections()).isEqualTo(2);
    await(database.close());
  }

  @Test
  void aConsumerThatWaitsIsWokenByCancelling(Vertx vertx) throws Exception {
    SqliteDatabase database = open(vertx, SqliteOptions.builder());
    CountDownLatch waiting = new CountDownLatch(1);
    RowConsumer patient =
        new RowConsumer() {
          @Override
          public void columns(List<String> names, RowContext context) {}

          @Override
          public void row(List<@Nullable Object> values, RowContext context) {
            waiting.countDown();
            context.await(Promise.promise().future());
          }
        };
    QueryCall query = database.query("VALUES (1), (2)", List.of(), patient);
    assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
    query.cancel();
    assertThatThrownBy(() -> await(query.result())).isInstanceOf(CallCancelledException.class);
    assertThat(value(database, "SELECT 1")).isEqualTo(1L);
    assertThat(database.statistics().connections()).isEqualTo(1);
    await(database.close());
  }

  @Test
  void aQueryThatWaitsForItsTurnIsCancelledAtOnceAndNeverRuns(Vertx vertx) {
    SqliteDatabase database = open(vertx, SqliteOptions.builder());
    script(database, "CREATE TABLE t(a)");
    QueryCall first = database.query(FOR_EVER, List.of(), RowConsumer.none());
    QueryCall second = database.query("INSERT INTO t VALUES (1)", List.of(), RowConsumer.none());
    assertThat(database.statistics().queued()).isEqualTo(1);
    second.cancel();
    assertThatThrownBy(() -> await(second.result())).isInstanceOf(CallCancelledException.class);
    assertThat(database.statistics().queued()).isZero();
    first.cancel();
    assertThatThrownBy(() -> await(first.result())).isInstanceOf(CallCancelledException.class);
    assertThat(value(database, "SELECT count(*) FROM t")).isEqualTo(0L);
    await(database.close());
  }

  @Test
  void aDeadlineHoldsInTheQueueToo(Vertx vertx) {
    SqliteDatabase database = open(vertx, SqliteOptions.builder());
    QueryCall first = database.query(FOR_EVER, List.of(), RowConsumer.none());
    QueryCall second =
        database.query("SELECT 1", List.of(), Duration.ofMillis(20), RowConsumer.none());
    assertThatThrownBy(() -> await(second.result())).isInstanceOf(DeadlineExceededException.class);
    assertThat(first.result().isComplete()).isFalse();
    first.cancel();
    await(database.close());
  }

  @Test
  void cancellingWhatHasEndedDoesNothing(Vertx vertx) {
    SqliteDatabase database = open(vertx, SqliteOptions.builder());
    QueryCall query = database.query("SELECT 1", List.of(), RowConsumer.none());
    await(query.result());
    query.cancel();
    assertThat(query.result().succeeded()).isTrue();
    assertThat(value(database, "SELECT 2")).isEqualTo(2L);
    await(database.close());
  }

  @Test
  void aQueryThatWaitsForALockedFileIsStoppedLongBeforeItsBusyTimeout(Vertx vertx) {
    SqliteDatabase holder = open(vertx, SqliteOptions.builder());
    SqliteDatabase waiter =
        open(
            vertx,
            SqliteOptions.builder()
                .busyTimeout(Duration.ofMinutes(5))
                .interruptGrace(Duration.ofMinutes(5)));
    QueryCall held =
        holder.execute("BEGIN EXCLUSIVE; " + FOR_EVER + "; COMMIT", Duration.ofMinutes(10));
    QueryCall blocked =
        waiter.query("CREATE TABLE t(a)", List.of(), Duration.ofMillis(300), RowConsumer.none());
    assertThatThrownBy(() -> await(blocked.result())).isInstanceOf(DeadlineExceededException.class);
    held.cancel();
    assertThatThrownBy(() -> await(held.result())).isInstanceOf(CallCancelledException.class);
    script(waiter, "CREATE TABLE t(a)");
    assertThat(waiter.statistics().connections()).isEqualTo(1);
    await(waiter.close());
    await(holder.close());
  }

  @Test
  void closingStopsTheQueryThatRunsAndThoseThatWait(Vertx vertx) {
    SqliteDatabase database = open(vertx, SqliteOptions.builder());
    QueryCall running = database.query(FOR_EVER, List.of(), RowConsumer.none());
    QueryCall waiting = database.query("SELECT 1", List.of(), RowConsumer.none());
    await(database.close());
    for (QueryCall query : List.of(running, waiting)) {
      assertThatThrownBy(() -> await(query.result())).isInstanceOf(InstanceClosedException.class);
    }
  }
}
