package dev.heddle.examples.fanout;

import dev.heddle.async.Carrier;
import dev.heddle.examples.load.Probe;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Serves offers by a guest in C, and by the same in Java, under the load of 100 clients, and prints
 * what each can do.
 *
 * <p>Each has one event loop; the clients and the services that are asked share another one. Every
 * answer is checked, and ends the program with 1 if it is wrong.
 */
public final class FanOut {

  private static final int CLIENTS = 100;
  private static final int ANSWERS = 10_000;
  private static final int CACHED_ANSWERS = 100_000;
  private static final int ROUNDS = 3;
  private static final int WARM_UP_ROUNDS = 2;

  private final Vertx others;
  private final OfferService.Services services;
  private final List<Vertx> servers = new ArrayList<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, List<Clients.Figures>> figures = new LinkedHashMap<>();

  private FanOut(Vertx others, OfferService.Services services) {
    this.others = others;
    this.services = services;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Vertx others = oneLoop();
    Upstreams upstreams = new Upstreams();
    await(others.deployVerticle(upstreams));
    FanOut fanOut = new FanOut(others, upstreams.services());
    try {
      fanOut.run();
    } catch (IllegalStateException e) {
      System.err.println("FAILED: " + e.getMessage());
      System.exit(1);
    } finally {
      for (Vertx server : fanOut.servers) {
        await(server.close());
      }
      await(others.close());
    }
  }

  private static Vertx oneLoop() {
    return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(2, TimeUnit.MINUTES);
  }

  private void run() throws Exception {
    Vertx guests = oneLoop();
    servers.add(guests);
    OfferService service = new OfferService(services);
    await(guests.deployVerticle(service));
    ports.put("guest", service.port());
    Vertx java = oneLoop();
    servers.add(java);
    JavaOffers offers = new JavaOffers(java, services);
    ports.put("java", listen(java, offers::serve));
    ports.put("executeBlocking", listen(java, offers::serveBlocking));
    System.out.printf(
        "%d clients at a time; the guest is in C, %s%n",
        CLIENTS,
        Carrier.inline().isAvailable()
            ? "carried by the event loop"
            : "carried by the JDK's threads: no --add-opens java.base/java.lang=ALL-UNNAMED");
    try (Probe probe = new Probe(guests, 1)) {
      compare("/offers/", "three services asked for each answer", ANSWERS, probe);
      ports.remove("executeBlocking");
      compare("/cached/", "answers known already", CACHED_ANSWERS, probe);
    }
  }

  private int listen(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
    return await(vertx.createHttpServer().requestHandler(handler).listen(0, "localhost"))
        .actualPort();
  }

  /** Has each asked in turn, several times, and shows the medians. */
  private void compare(String path, String what, int answers, Probe probe) throws Exception {
    figures.clear();
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (Map.Entry<String, Integer> each : ports.entrySet()) {
        if (round == 0) {
          probe.takeLongestHold();
        }
        Clients clients = new Clients(others, each.getValue(), path, CLIENTS);
        Clients.Figures measured = await(clients.ask(CLIENTS, answers));
        if (round >= 0) {
          figures.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(measured);
        }
      }
    }
    print(what, probe.takeLongestHold());
  }

  private void print(String what, Probe.Hold hold) {
    System.out.printf(
        "%n%-17s %12s %10s %8s %8s %8s %8s%n",
        "", "answers/s", "of Java's", "p50 ms", "p90", "p99", "max");
    double java = median("java").perSecond();
    for (String name : figures.keySet()) {
      Clients.Figures middle = median(name);
      List<Long> latencies = middle.latencies();
      System.out.printf(
          Locale.ROOT,
          "%-17s %,12.0f %10.2f %8.1f %8.1f %8.1f %8.1f%n",
          name,
          middle.perSecond(),
          middle.perSecond() / java,
          latencies.get(0) / 1e6,
          latencies.get(1) / 1e6,
          latencies.get(2) / 1e6,
          latencies.get(3) / 1e6);
    }
    System.out.printf(
        Locale.ROOT,
        "%s; the guest's event loop was held for %.1f ms at the longest, of its own work %.1f ms%n",
        what,
        hold.elapsed() / 1e6,
        hold.computing() / 1e6);
  }

  private Clients.Figures median(String name) {
    List<Clients.Figures> all =
        figures.getOrDefault(name, List.of()).stream()
            .sorted(Comparator.comparingDouble(Clients.Figures::perSecond))
            .toList();
    return all.get(all.size() / 2);
  }
}
