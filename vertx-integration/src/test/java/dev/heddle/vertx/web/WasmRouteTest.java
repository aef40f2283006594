package dev.heddle.vertx.web;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.http.HttpCounts;
import dev.heddle.vertx.http.WasmHttpHandler;
import dev.heddle.vertx.http.WasmHttpOptions;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.junit5.VertxExtension;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class WasmRouteTest {

  private record Answer(int status, String text) {}

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private WasmHttpHandler site;
  private int port;

  /** Kept, as one that nobody refers to is closed when it is found to be garbage. */
  private HttpClient client;

  @BeforeEach
  void open(Vertx vertx) throws Exception {
    client = vertx.createHttpClient();
    WasmModule module;
    try (InputStream bytes = WasmHttpHandler.class.getResourceAsStream("site.wasm")) {
      module = WasmModule.load(bytes);
    }
    VertxWasm guest =
        await(
            VertxWasm.builder(
                    vertx, AsyncInstance.builder(module).imports(WasmHttpHandler.imports()))
                .build());
    site = WasmHttpHandler.create(guest, new WasmHttpOptions().setDeadline(Duration.ofMillis(500)));
    Router router = Router.router(vertx);
    router.route("/count").handler(BodyHandler.create());
    router
        .route()
        .handler(routing -> {
          if ("timeout".equals(routing.request().query())) {
            vertx.timer(20).onSuccess(late -> routing.fail(503));
          }
          routing.next();
        });
    router.route().handler(WasmRoute.of(site));
    router
        .route()
        .failureHandler(routing -> {
          failures.add(routing.failure());
          routing.response().setStatusCode(routing.statusCode()).end("failed on its route");
        });
    port =
        await(vertx.createHttpServer().requestHandler(router).listen(0, "localhost")).actualPort();
  }

  private Answer ask(HttpMethod method, String path, @Nullable Buffer body) throws Exception {
    return await(
        client
            .request(method, port, "localhost", path)
            .compose(request ->
                (body == null ? request.send() : request.send(body))
                    .compose(response ->
                        response
                            .body()
                            .map(bytes -> new Answer(response.statusCode(), bytes.toString())))));
  }

  @Test
  void aGuestServesARoute() throws Exception {
    assertThat(ask(HttpMethod.GET, "/unknown", null))
        .isEqualTo(new Answer(404, "there is no /unknown"));
    Buffer body = Buffer.buffer("x".repeat(100_000));
    assertThat(ask(HttpMethod.POST, "/echo", body)).isEqualTo(new Answer(200, body.toString()));
  }

  @Test
  void aBodyThatWasReadIsGivenToTheGuest() throws Exception {
    assertThat(ask(HttpMethod.POST, "/count", Buffer.buffer("x".repeat(100_000))))
        .isEqualTo(new Answer(200, "100000"));
    assertThat(ask(HttpMethod.GET, "/count", null)).isEqualTo(new Answer(200, "0"));
  }

  @Test
  void whatFailsIsForTheFailureHandlersOfTheRoute() throws Exception {
    assertThat(ask(HttpMethod.GET, "/trap", null))
        .isEqualTo(new Answer(500, "failed on its route"));
    assertThat(ask(HttpMethod.GET, "/spin", null))
        .isEqualTo(new Answer(504, "failed on its route"));
    assertThat(failures)
        .hasExactlyElementsOfTypes(TrapException.class, DeadlineExceededException.class);
  }

  @Test
  void aGuestWhoseRequestWasAnsweredByOthersIsStopped() throws Exception {
    assertThat(ask(HttpMethod.GET, "/spin?timeout", null))
        .isEqualTo(new Answer(503, "failed on its route"));
    while (!site.counts().equals(new HttpCounts(0, 0, 1, 0))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aClientThatGoesAwayStopsTheGuest() throws Exception {
    HttpClientRequest request = await(client.request(HttpMethod.GET, port, "localhost", "/ticks"));
    await(request.send());
    request.reset();
    while (!site.counts().equals(new HttpCounts(0, 0, 1, 0))) {
      Thread.onSpinWait();
    }
    assertThat(failures).isEmpty();
  }
}
