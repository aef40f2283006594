package dev.heddle.examples.fanout;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.WasmCarrier;
import dev.heddle.vertx.WasmOptions;
import dev.heddle.vertx.capability.Capabilities;
import dev.heddle.vertx.capability.HttpClientGrant;
import dev.heddle.vertx.capability.SharedDataGrant;
import dev.heddle.vertx.http.WasmHttpHandler;
import dev.heddle.vertx.http.WasmHttpOptions;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves offers over HTTP by a guest that asks three services for each, {@code GET /offers/7}, or
 * remembers what they said before, {@code GET /cached/7}.
 *
 * <p>One instance serves all requests, however many wait for an answer at a time: its calls are
 * interleaved, and each is suspended where it waits. The guest may send requests to the hosts of
 * the three services and to no other, keep what it knows in one map, and read where the services
 * are.
 */
public final class OfferService extends VerticleBase {

  static final String MODULE = "dev/heddle/examples/fanout/offer.wasm";
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 1_000;

  private final Services services;
  private @Nullable HttpServer server;

  /** One that asks these services. */
  public OfferService(Services services) {
    this.services = services;
  }

  /**
   * Where the services are that are asked: what their addresses are to be followed by is the number
   * of an article.
   */
  public record Services(URI price, URI stock, URI rating) {

    List<URI> all() {
      return List.of(price, stock, rating);
    }

    private JsonObject toJson() {
      return new JsonObject()
          .put("price", price.toString())
          .put("stock", stock.toString())
          .put("rating", rating.toString());
    }

    private String[] hosts() {
      return all().stream()
          .map(service -> service.getScheme() + "://" + service.getAuthority())
          .distinct()
          .toArray(String[]::new);
    }
  }

  /** A client for as many requests at a time as there may be. */
  static HttpClient client(Vertx vertx) {
    return vertx.createHttpClient(
        new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  @Override
  public Future<?> start() {
    return VertxWasm.load(vertx, MODULE)
        .compose(this::guest)
        .compose(guest ->
            vertx
                .createHttpServer()
                .requestHandler(
                    WasmHttpHandler.create(guest, new WasmHttpOptions().setDeadline(DEADLINE)))
                .listen(0, "localhost"))
        .onSuccess(listening -> server = listening);
  }

  private Future<VertxWasm> guest(WasmModule module) {
    AsyncImports granted =
        Capabilities.builder(vertx)
            .httpClient(new HttpClientGrant(services.hosts()), client(vertx))
            .sharedData(new SharedDataGrant().setMaps(List.of("offers")))
            .config(services.toJson())
            .build();
    AsyncInstance.Builder instance =
        AsyncInstance.builder(module)
            .imports(
                AsyncImports.builder().addAll(WasmHttpHandler.imports()).addAll(granted).build());
    WasmOptions options =
        new WasmOptions()
            .setName("offers")
            .setConcurrency(Concurrency.INTERLEAVED)
            .setCarrier(WasmCarrier.INLINE_IF_ALLOWED);
    return VertxWasm.builder(vertx, options, instance).build();
  }

  /** The port it listens on, once it is deployed. */
  public int port() {
    return Objects.requireNonNull(server, "the service was not started").actualPort();
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.shutdown(GRACE);
  }
}
