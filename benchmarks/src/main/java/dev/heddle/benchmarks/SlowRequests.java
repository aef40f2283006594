package dev.heddle.benchmarks;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.benchmarks.vertx.MeasuredTransport;
import dev.heddle.benchmarks.vertx.SlowClients;
import dev.heddle.benchmarks.vertx.Turns;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.http.HttpCounts;
import dev.heddle.vertx.http.WasmHttpHandler;
import dev.heddle.vertx.http.WasmHttpOptions;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Many slow HTTP requests at once, all served by guests on one event loop of Vert.x. Each client
 * sends its request byte by byte, about a second apart, and its guest sends each byte back; between
 * them the call is parked in the middle of its function. Measures how long the loop's turns take.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.SlowRequests [requests] [bytes]
 *   requests  how many, all at once; 10,000 unless given
 *   bytes     how many each one sends; 5 unless given
 * </pre>
 *
 * <p>The clients are in a process of their own, as each connection is a descriptor on either side:
 * for 10,000 the limit ({@code ulimit -n}) has to be a little more. All answers are checked. Exits
 * with 1 if a turn took more than 5 ms of processor, after a first run in which the JVM gets warm,
 * or if something of a request is left.
 */
public final class SlowRequests {

  private static final long LONGEST_TURN = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int WARM_UP = 1_000;

  private SlowRequests() {}

  /** Runs it, or the clients, if their port is the third argument. */
  public static void main(String[] arguments) throws Exception {
    int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int bytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    if (arguments.length > 2) {
      SlowClients.run(Integer.parseInt(arguments[2]), requests, bytes);
      return;
    }
    serve(Math.min(WARM_UP, requests), bytes);
    long longest = serve(requests, bytes);
    if (longest > LONGEST_TURN) {
      System.err.println("a turn took more than 5 ms");
      System.exit(1);
    }
  }

  /** Serves so many requests, and returns how much of a processor the longest turn took. */
  private static long serve(int requests, int bytes) throws Exception {
    Turns turns = new Turns();
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(new MeasuredTransport(turns).asTransport())
            .build();
    WasmModule module = WasmModule.load(GuestModule.site());
    VertxWasm guest =
        await(
            VertxWasm.builder(
                    vertx,
                    AsyncInstance.builder(module)
                        .imports(WasmHttpHandler.imports())
                        .policy(Concurrency.INTERLEAVED))
                .build());
    WasmHttpHandler handler =
        WasmHttpHandler.create(guest, new WasmHttpOptions().setDeadline(null));
    int port =
        await(
                vertx
                    .createHttpServer(new HttpServerOptions().setAcceptBacklog(1_024))
                    .requestHandler(handler)
                    .listen(0, "localhost"))
            .actualPort();

    long begin = System.nanoTime();
    Process clients = clients(requests, bytes, port);
    long most = 0;
    while (!clients.waitFor(100, TimeUnit.MILLISECONDS)) {
      most = Math.max(most, handler.counts().inFlight());
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    await(vertx.close());
    HttpCounts counts = handler.counts();
    System.out.printf(
        "%,d requests of %d bytes, %,d of them at once: %.1f s%n", requests, bytes, most, seconds);
    System.out.printf(
        "turns of the loop: %,d; median %.3f ms, 99.9 %% %.3f, longest %.3f; longest by processor"
            + " time %.3f%n",
        turns.count(),
        turns.time(0.5) / 1e6,
        turns.time(0.999) / 1e6,
        turns.time(1) / 1e6,
        turns.longestCpu() / 1e6);
    boolean allServed =
        clients.exitValue() == 0
            && counts.equals(new HttpCounts(requests, 0, 0, 0))
            && guest.instance().calls().isEmpty()
            && guest.instance().stacks().used() == 0;
    if (!allServed) {
      throw new IllegalStateException(
          "not all were served: "
              + counts
              + ", clients ended with "
              + clients.exitValue()
              + ", "
              + guest.instance().stacks());
    }
    return turns.longestCpu();
  }

  private static Process clients(int requests, int bytes, int port) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SlowRequests.class.getName(),
            Integer.toString(requests),
            Integer.toString(bytes),
            Integer.toString(port))
        .inheritIO()
        .start();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }
}
