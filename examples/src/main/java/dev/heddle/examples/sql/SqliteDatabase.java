package dev.heddle.examples.sql;

import dev.heddle.async.CallRejectedException;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.examples.sql.file.SqliteFiles;
import dev.heddle.examples.sql.file.VertxFiles;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite database for an event loop: queries are handed in and answered later, in the order in
 * which they came, and nothing blocks meanwhile.
 *
 * <p>All queries share one connection, on which one runs at a time. Each starts and ends outside of
 * a transaction: one that leaves a transaction open fails, and is rolled back. Several statements
 * that belong together go into one {@link #execute script}. What a statement sets for the
 * connection ({@code PRAGMA}, temporary tables) holds for the queries after it, until the guest has
 * to be replaced. No {@code PRAGMA} is set: SQLite's defaults hold, among them {@code
 * journal_mode=DELETE} and {@code synchronous=FULL}, with which a result means that the change is
 * on stable storage.
 *
 * <p>A query that is stopped first has its statement interrupted. If that does not end it, the
 * guest is unwound wherever it is, and discarded, as SQLite's state is then anybody's guess. Before
 * the next query a new guest opens the file, rolls back what it finds half done, and goes on.
 * Committed data is never lost that way, for the same reason that it is not when a process is
 * killed.
 *
 * <p>Thread-safe. Results arrive on the context on which the query was handed in.
 */
public final class SqliteDatabase {

  private final WasmModule module;
  private final Vertx vertx;
  private final String name;
  private final SqliteFiles files;
  private final SqliteOptions options;
  private final Clockwork clockwork;
  private final Counters counters = new Counters();

  /** How often somebody has asked for the next query; whoever comes first looks for all. */
  private final AtomicInteger asked = new AtomicInteger();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  // All guarded by this.
  private final Deque<PendingQuery> queue = new ArrayDeque<>();
  private @Nullable PendingQuery running;
  private boolean busy;
  private boolean closing;

  // Touched by whoever made the database busy.
  private volatile @Nullable Connection connection;

  private SqliteDatabase(
      WasmModule module,
      Vertx vertx,
      String name,
      SqliteFiles files,
      SqliteOptions options,
      Context home) {
    this.module = module;
    this.vertx = vertx;
    this.name = name;
    this.files = files;
    this.options = options;
    this.clockwork = new Clockwork(vertx, home);
  }

  /**
   * Opens a database, makes it if there is none, and recovers it if need be.
   *
   * <p>Its files, timers and workers live on the current context.
   *
   * @return the database; or {@link SqliteException} if the file cannot be opened or is none,
   *     {@link IllegalArgumentException} if it has a name that {@link VertxFiles} does not take
   */
  public static Future<SqliteDatabase> open(Vertx vertx, Path file, SqliteOptions options) {
    Objects.requireNonNull(vertx, "vertx");
    Objects.requireNonNull(options, "options");
    Context home = vertx.getOrCreateContext();
    return home.executeBlocking(() -> prepare(vertx, file, options, home), false)
        .compose(prepared -> {
          SqliteDatabase database = Objects.requireNonNull(prepared, "database");
          return Future.fromCompletionStage(
              database.connect().thenApply(connection -> database), home);
        })
        .recover(failure -> Future.failedFuture(Failures.unwrap(failure)));
  }

  private static SqliteDatabase prepare(Vertx vertx, Path file, SqliteOptions options, Context home)
      throws IOException {
    String name = Objects.requireNonNull(file.getFileName(), "file name").toString();
    SqliteFiles files =
        options.files().isPresent() ? options.files().get() : VertxFiles.of(vertx, file);
    return new SqliteDatabase(SqliteModule.get(), vertx, name, files, options, home);
  }

  /** Hands in one statement, with the default deadline. See the other form. */
  public QueryCall query(String sql, List<@Nullable Object> parameters, RowConsumer rows) {
    return query(sql, parameters, options.defaultDeadline(), rows);
  }

  /**
   * Hands in one statement.
   *
   * @param sql the statement; with more than one in it the query fails
   * @param parameters the values of its parameters in order: {@link Long}, {@link Integer}, {@link
   *     Double}, {@link String}, {@code byte[]}, {@link Boolean} (1 or 0) or null
   * @param deadline how long it may take, its time in the queue included; more than zero
   * @param rows takes the rows
   * @throws IllegalArgumentException if a parameter or the deadline is none of these
   */
  public QueryCall query(
      String sql, List<@Nullable Object> parameters, Duration deadline, RowConsumer rows) {
    return submit(new SingleStatement(sql, parameters, rows), deadline);
  }

  /**
   * Hands in a script: any number of statements, run one after the other with nobody else's between
   * them, without parameters; rows are dropped.
   *
   * <p>Statements outside of {@code BEGIN} and {@code COMMIT} are committed one by one: if one
   * fails, those before it stay.
   *
   * @return the {@link QueryResult#changes} are those of all statements, triggers included
   */
  public QueryCall execute(String script) {
    return execute(script, options.defaultDeadline());
  }

  /** Hands in a script as {@link #execute(String)} does, with a deadline of its own. */
  public QueryCall execute(String script, Duration deadline) {
    return submit(new Script(script), deadline);
  }

  private QueryCall submit(Work work, Duration deadline) {
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("a deadline must be more than zero, not " + deadline);
    }
    PendingQuery query =
        new PendingQuery(
            work, vertx.getOrCreateContext(), clockwork, counters, options.interruptGrace());
    query.onStoppedWaiting(this::forget);
    RuntimeException refusal = enqueue(query);
    if (refusal != null) {
      query.fail(refusal);
      return query;
    }
    query.stopAfter(
        deadline,
        () ->
            new DeadlineExceededException(
                "the query took longer than " + deadline + ": " + query, deadline));
    startNext();
    return query;
  }

  private synchronized @Nullable RuntimeException enqueue(PendingQuery query) {
    if (closing) {
      return new InstanceClosedException("the database " + name + " is closed: " + query);
    }
    if ((busy || !queue.isEmpty()) && queue.size() >= options.maxQueuedQueries()) {
      return new CallRejectedException(
          queue.size() + " queries are waiting for " + name + ", and no more may: " + query,
          queue.size(),
          options.maxQueuedQueries());
    }
    queue.add(query);
    return null;
  }

  private synchronized void forget(PendingQuery query) {
    queue.remove(query);
  }

  /** Starts what is next, in a loop: a query that ends at once must not make the stack deeper. */
  private void startNext() {
    if (asked.getAndIncrement() != 0) {
      return;
    }
    do {
      if (becomeBusy()) {
        PendingQuery query = current();
        if (query == null) {
          disconnect().whenComplete((ignored, failure) -> closed.complete(null));
        } else {
          run(query).whenComplete((delivery, impossible) -> ended(delivery));
        }
      }
    } while (asked.decrementAndGet() != 0);
  }

  /** Takes the next query, or none when the last one is done and the database is closing. */
  private synchronized boolean becomeBusy() {
    if (busy || (queue.isEmpty() && !closing)) {
      return false;
    }
    running = queue.poll();
    busy = true;
    return true;
  }

  private synchronized @Nullable PendingQuery current() {
    return running;
  }

  private CompletionStage<Runnable> run(PendingQuery query) {
    return connect()
        .thenCompose(open ->
            query.isOver()
                ? CompletableFuture.<Runnable>completedFuture(() -> {})
                : open.run(query))
        .exceptionally(failure -> () -> query.fail(Failures.unwrap(failure)));
  }

  /**
   * Delivers the outcome of a query and starts the next. Who gets an outcome finds the database
   * idle, unless its guest is being replaced: that may take as long as the disk likes.
   */
  private void ended(Runnable delivery) {
    Connection open = connection;
    if (open == null || open.isGood()) {
      becomeIdle();
      delivery.run();
      startNext();
    } else {
      connection = null;
      delivery.run();
      open.discard()
          .whenComplete((ignored, failure) -> {
            becomeIdle();
            startNext();
          });
    }
  }

  private synchronized void becomeIdle() {
    running = null;
    busy = false;
  }

  private CompletionStage<Connection> connect() {
    Connection open = connection;
    if (open != null) {
      return CompletableFuture.completedFuture(open);
    }
    // On a worker: making an instance loads classes and looks for services.
    return clockwork
        .blocking(() -> Connection.open(module, name, files, options, clockwork, counters))
        .toCompletionStage()
        .thenCompose(opening -> opening)
        .whenComplete((opened, failure) -> connection = opened);
  }

  private CompletionStage<Void> disconnect() {
    Connection open = connection;
    connection = null;
    return open == null ? CompletableFuture.completedFuture(null) : open.close();
  }

  /** What has been done so far, and what is waiting. */
  public synchronized Statistics statistics() {
    return counters.snapshot(queue.size(), running == null ? 0 : 1);
  }

  /**
   * Stops all queries, which fail with {@link InstanceClosedException}, and completes when the file
   * is closed. Idempotent.
   */
  public Future<Void> close() {
    List<PendingQuery> stopped;
    synchronized (this) {
      closing = true;
      stopped = new ArrayList<>(queue);
      if (running != null) {
        stopped.add(running);
      }
    }
    InstanceClosedException reason =
        new InstanceClosedException("the database " + name + " was closed");
    stopped.forEach(query -> query.stop(reason));
    startNext();
    return Future.fromCompletionStage(closed, vertx.getOrCreateContext());
  }
}
