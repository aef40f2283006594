package dev.heddle.examples.sql.demo;

import dev.heddle.examples.load.Latencies;
import dev.heddle.examples.load.Probe;
import dev.heddle.examples.sql.http.SqlService;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.io.PrintStream;
import java.util.Formatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/**
 * The demonstration: loads a {@link Shop} over HTTP into an empty database, lets a {@link Crowd}
 * ask it, checks all answers and prints what was measured.
 */
public final class Demo {
  private static final long SEED = 1;
  private static final int ROWS_PER_INSERT = 250;
  private static final int DEEPEST_EXPRESSION = 1_000;
  private static final long PROGRESS_MILLIS = 1_000;
  private static final long PATIENCE_SECONDS = 170;

  private final SqlService service;
  private final int clients;
  private final int questions;
  private final PrintStream out;
  private final long start = System.nanoTime();

  /**
   * Makes a demonstration of a running service.
   *
   * @param clients how many clients ask at once, at least 1
   * @param questions how many questions they ask together, at least 1
   */
  public Demo(SqlService service, int clients, int questions, PrintStream out) {
    this.service = service;
    this.clients = clients;
    this.questions = questions;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @throws WrongAnswerException if any answer differs from what the data demand
   * @throws TimeoutException if it takes more than three minutes
   */
  public void run() throws InterruptedException, TimeoutException {
    Shop shop = new Shop(SEED);
    Workload workload = new Workload(shop);
    try (Probe probe = new Probe(service.vertx(), service.eventLoops());
        ShopClient client = new ShopClient(service.port(), clients)) {
      say(
          "ready     SQLite %s answers on port %d",
          client.text("SELECT sqlite_version()"), service.port());
      say(
          "loading   %,d purchases of %,d customers over HTTP, %d rows an INSERT",
          Shop.PURCHASES, Shop.CUSTOMERS, ROWS_PER_INSERT);
      client.askAndWait(longestSum());
      long suspensionsAtFirst = suspensions();
      load(client, shop);
      Probe.Hold heldWhileLoading = probe.takeLongestHold();

      say("asking    %,d questions from %d clients at once:", questions, clients);
      say("          %s", Workload.MIX);
      long suspensionsBefore = suspensions();
      long asked = System.nanoTime();
      Crowd crowd = new Crowd(client, workload, questions);
      Latencies latencies = watch(crowd.start(clients, SEED), crowd::answered, asked);
      double seconds = secondsSince(asked);
      Probe.Hold held = probe.takeLongestHold();
      long suspensions = suspensions() - suspensionsBefore;

      say("checking  that every write was done once, and the file with PRAGMA integrity_check");
      client.askAndWait(workload.writesAreDone());
      client.askAndWait(
          Question.rows(
              "PRAGMA integrity_check", new JsonArray(), JsonArray.of(JsonArray.of("ok"))));

      say("done      all answers were right, the file is sound");
      out.println();
      report(
          "rows",
          "%,d loaded, %,d added by the questions",
          Shop.CUSTOMERS + Shop.PURCHASES,
          workload.payments());
      report("queries", "%,d, every answer as the data demand", latencies.count());
      report(
          "queries per second",
          "%,.0f, for %.1f s on %d processors with the clients on them too",
          latencies.count() / seconds,
          seconds,
          Runtime.getRuntime().availableProcessors());
      report(
          "suspensions",
          "%,d of SQLite's C code waiting for its file, %.1f a query (loading: %,d)",
          suspensions,
          (double) suspensions / latencies.count(),
          suspensionsBefore - suspensionsAtFirst);
      long[] p = latencies.percentiles(0.5, 0.9, 0.99, 1);
      report(
          "latency",
          "p50 %s, p90 %s, p99 %s, max %s: %d clients take turns at one database",
          millis(p[0]),
          millis(p[1]),
          millis(p[2]),
          millis(p[3]),
          clients);
      report(
          "event loop held",
          "%s at the longest, of its own work %s at the longest (loading, JVM cold: %s, %s)",
          millis(held.elapsed()),
          millis(held.computing()),
          millis(heldWhileLoading.elapsed()),
          millis(heldWhileLoading.computing()));
      report(
          "heap",
          "%,d MiB at the highest, garbage included, of %,d MiB",
          probe.peakHeap() >> 20,
          Runtime.getRuntime().maxMemory() >> 20);
      out.println();
    }
  }

  /** An expression as deep as SQLite allows, for which the guest needs the stack it is promised. */
  private static Question longestSum() {
    String sum = "a" + "+a".repeat(DEEPEST_EXPRESSION - 1);
    return Question.rows(
        "SELECT " + sum + " FROM (SELECT ? AS a)",
        JsonArray.of(1),
        JsonArray.of(JsonArray.of(DEEPEST_EXPRESSION)));
  }

  private long suspensions() {
    return service.database().statistics().suspensions();
  }

  private void load(ShopClient client, Shop shop) throws TimeoutException {
    for (String table : Shop.SCHEMA) {
      client.askAndWait(Question.rows(table, new JsonArray(), new JsonArray()));
    }
    insert(
        client,
        "customer (id, name)",
        Shop.CUSTOMERS,
        customer -> JsonArray.of(customer, Shop.customerName(customer)));
    insert(client, "purchase (id, customer, cents, note)", Shop.PURCHASES, shop::purchaseRow);
  }

  private void insert(ShopClient client, String table, int rows, IntFunction<JsonArray> row)
      throws TimeoutException {
    long began = System.nanoTime();
    long told = began;
    for (int first = 1; first <= rows; first += ROWS_PER_INSERT) {
      int end = Math.min(first + ROWS_PER_INSERT, rows + 1);
      StringBuilder sql = new StringBuilder("INSERT INTO ").append(table).append(" VALUES ");
      JsonArray parameters = new JsonArray();
      for (int id = first; id < end; id++) {
        JsonArray values = row.apply(id);
        sql.append(id == first ? "(?" : ", (?").repeat(", ?", values.size() - 1).append(')');
        parameters.addAll(values);
      }
      client.askAndWait(Question.changes(sql.toString(), parameters, end - first));
      if (end <= rows
          && System.nanoTime() - told >= TimeUnit.MILLISECONDS.toNanos(PROGRESS_MILLIS)) {
        told = System.nanoTime();
        say("          %,d of %,d rows", end - 1, rows);
      }
    }
    say(
        "          %,d rows of %s in %.1f s",
        rows, table.substring(0, table.indexOf(' ')), secondsSince(began));
  }

  /** Waits for the end, and tells how far it is in the meantime. */
  private <T> T watch(Future<T> end, IntSupplier answered, long since)
      throws InterruptedException, TimeoutException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        return end.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - patience > 0) {
          throw e;
        }
        int count = answered.getAsInt();
        say("          %,d answered, %,.0f a second", count, count / secondsSince(since));
      }
    }
  }

  private void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, "[%5.1f s] %s%n", secondsSince(start), text(format, arguments));
  }

  private void report(String what, String format, Object... arguments) {
    out.printf(Locale.ROOT, "%-20s %s%n", what, text(format, arguments));
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static String text(String format, Object... arguments) {
    return new Formatter(Locale.ROOT).format(format, arguments).toString();
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static String millis(long nanos) {
    return text("%.1f ms", nanos / 1e6);
  }
}
