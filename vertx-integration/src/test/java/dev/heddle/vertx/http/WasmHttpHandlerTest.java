package dev.heddle.vertx.http;

import static dev.heddle.vertx.Futures.await;
import static dev.heddle.vertx.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallRejectedException;
import dev.heddle.async.CallState;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.async.InstancePool;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.http.Site.Answer;
import dev.heddle.vertx.http.Site.Raw;
import dev.heddle.wasm.TrapException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class WasmHttpHandlerTest {

  private static final WasmHttpOptions PLAIN = new WasmHttpOptions();

  // ---- the request and the answer

  @Test
  void aGuestSeesTheRequestAsItWasSent(Vertx vertx) {
    try (Raw raw = Site.open(vertx).raw()) {
      raw.send(
          "POST /describe?a=%20&b=\u00e4 HTTP/1.0\r\nHost: here:80\r\nX-One: 1\r\nX-Two: \u00fc\r\n\r\n");
      assertThat(raw.readAll())
          .startsWith("HTTP/1.0 200 OK\r\n")
          .contains("POST /describe?a=%20&b=\u00e4 http here:80 127.0.0.1:")
          .endsWith("Host=here:80\nX-One=1\nX-Two=\u00fc\n");
    }
  }

  @Test
  void aTextThatIsLongerThanItsRoomIsCutOffAndItsLengthTold(Vertx vertx) {
    try (Raw raw = Site.open(vertx).raw()) {
      raw.send("GET /cut-off HTTP/1.1\r\nx-long: 12\r\nX-LONG: 34\r\nConnection: close\r\n\r\n");
      // "12, 34", of which three bytes, and no byte after them was touched
      assertThat(raw.readAll()).endsWith("\r\n\r\n12,. 6 1");
    }
  }

  @Test
  void aShortAnswerIsSentWithItsLength(Vertx vertx) {
    Site site = Site.open(vertx);
    Answer answer = site.get("/unknown");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("there is no /unknown");
    assertThat(answer.response().getHeader("content-length")).isEqualTo("20");
    assertThat(answer.response().getHeader("content-type")).isEqualTo("text/plain");
    assertThat(site.get("/nothing").status()).isEqualTo(200);
    assertThat(site.get("/no-content").status()).isEqualTo(204);
    Answer created = site.get("/created");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.response().headers().getAll("set-cookie")).containsExactly("a=1", "b=2");
    until(() -> site.handler.counts().equals(new HttpCounts(4, 0, 0, 0)));
    assertThat(site.failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void bodiesStreamBothWaysAtOnce(HttpVersion version, Vertx vertx) {
    Site site = Site.open(vertx);
    HttpClientRequest request =
        await(
            Site.client(vertx, version).request(HttpMethod.POST, site.port, "localhost", "/echo"));
    request.setChunked(true);
    StringBuilder seen = new StringBuilder();
    Promise<Void> first = Promise.promise();
    Promise<Void> end = Promise.promise();
    request
        .response()
        .onFailure(end::tryFail)
        .onSuccess(response -> {
          assertThat(response.version()).isEqualTo(version);
          response
              .exceptionHandler(end::tryFail)
              .endHandler(end::complete)
              .handler(piece -> {
                seen.append(piece);
                first.tryComplete();
              });
        });
    await(request.write("one"));
    // The answer to the first part has come before there is another one.
    await(first.future());
    await(request.end("two"));
    await(end.future());
    assertThat(seen).hasToString("onetwo");
    until(() -> site.handler.counts().equals(new HttpCounts(1, 0, 0, 0)));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void largeBodiesArriveAsTheyWereSent(HttpVersion version, Vertx vertx) {
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    Site site = Site.open(vertx);
    Answer answer =
        await(
            Site.ask(
                Site.client(vertx, version),
                site.port,
                HttpMethod.POST,
                "/echo",
                Buffer.buffer(bytes)));
    assertThat(answer.body().getBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void theAnswerToHeadHasTheLengthAndNoBody(HttpVersion version, Vertx vertx) {
    Site site = Site.open(vertx);
    var client = Site.client(vertx, version);
    Answer answer = await(Site.ask(client, site.port, HttpMethod.HEAD, "/unknown", null));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.response().getHeader("content-length")).isEqualTo("20");
    assertThat(answer.body().length()).isZero();
    assertThat(await(Site.ask(client, site.port, HttpMethod.GET, "/nothing", null)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void trailersComeAfterTheBody(HttpVersion version, Vertx vertx) {
    Site site = Site.open(vertx);
    Answer answer =
        await(Site.ask(Site.client(vertx, version), site.port, HttpMethod.GET, "/trailer", null));
    assertThat(answer.text()).isEqualTo("body");
    assertThat(answer.response().trailers().get("x-sum")).isEqualTo("42");
  }

  @Test
  void aClientThatWaitsToBeAskedForItsBodyIsAskedWhenTheGuestReads(Vertx vertx) {
    Site site = Site.open(vertx);
    try (Raw raw = site.raw()) {
      raw.send(
          "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      assertThat(raw.readTo("\r\n\r\n")).startsWith("HTTP/1.1 100 Continue");
      raw.send("four");
      assertThat(raw.readTo("\r\n\r\n4")).startsWith("HTTP/1.1 200 OK");
    }
    try (Raw raw = site.raw()) {
      raw.send(
          "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      // What follows could be the body or the next request.
      assertThat(raw.readAll()).startsWith("HTTP/1.1 200 OK").containsIgnoringCase(": close");
    }
  }

  @Test
  void aBodyThatNobodyReadsDoesNotSpoilTheNextRequest(Vertx vertx) {
    Site site = Site.open(vertx);
    try (Raw raw = site.raw()) {
      for (int i = 0; i < 3; i++) {
        raw.send("POST /unknown HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
        raw.send("x".repeat(100_000));
        assertThat(raw.readTo("/unknown")).startsWith("HTTP/1.1 404");
      }
      raw.send("POST /unknown HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      raw.readTo("/unknown");
      // A client that goes on and on is cut off.
      assertThatThrownBy(
              () -> {
                for (; ; ) {
                  raw.send("1000\r\n" + "x".repeat(0x1000) + "\r\n");
                }
              })
          .isInstanceOf(java.io.UncheckedIOException.class);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder(Vertx vertx) {
    try (Raw raw = Site.open(vertx).raw()) {
      String head = "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: ";
      raw.send(head + "1\r\n\r\n1" + head + "2\r\n\r\n22" + head + "3\r\n\r\n333");
      for (int i = 1; i <= 3; i++) {
        assertThat(raw.readTo("\r\n\r\n" + i)).startsWith("HTTP/1.1 200 OK");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ThreadingModel.class)
  void itServesOnContextsOfEveryKind(ThreadingModel model, Vertx vertx) {
    Promise<Integer> port = Promise.promise();
    await(
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                return VertxWasm.builder(vertx, Site.instance())
                    .build()
                    .compose(guest ->
                        vertx
                            .createHttpServer()
                            .requestHandler(WasmHttpHandler.create(guest, PLAIN))
                            .listen(0, "localhost"))
                    .onSuccess(server -> port.complete(server.actualPort()));
              }
            },
            new DeploymentOptions().setThreadingModel(model)));
    Buffer body = Buffer.buffer("x".repeat(200_000));
    Answer answer =
        await(
            Site.ask(
                Site.client(vertx, HttpVersion.HTTP_1_1),
                await(port.future()),
                HttpMethod.POST,
                "/echo",
                body));
    assertThat(answer.body()).isEqualTo(body);
  }

  // ---- back-pressure

  @Test
  void aClientThatDoesNotReadParksTheGuest(Vertx vertx) {
    Site site = Site.open(vertx);
    try (Raw raw = site.raw()) {
      raw.send("GET /big HTTP/1.0\r\n\r\n");
      raw.readTo("\r\n\r\n");
      until(() ->
          site.guest.instance().calls().size() == 1
              && site.guest.instance().calls().getFirst().state() == CallState.SUSPENDED);
      assertThat(site.handler.counts().inFlight()).isEqualTo(1);
      assertThat(raw.readAll()).hasSize(16 * 1024 * 1024);
    }
    until(() -> site.handler.counts().equals(new HttpCounts(1, 0, 0, 0)));
  }

  @Test
  void aGuestThatDoesNotReadPausesTheSocket(Vertx vertx) {
    Site site = Site.open(vertx);
    try (Raw first = site.raw()) {
      first.send("GET /ticks HTTP/1.1\r\nHost: x\r\n\r\n");
      first.readTo("data: 3\n");
      HttpClientRequest second =
          await(
              Site.client(vertx, HttpVersion.HTTP_1_1)
                  .request(HttpMethod.POST, site.port, "localhost", "/count"));
      second.setChunked(true);
      Future<Buffer> count = second.response().compose(HttpClientResponse::body);
      AtomicLong sent = new AtomicLong();
      Buffer piece = Buffer.buffer(new byte[64 * 1024]);
      while (!second.writeQueueFull()) {
        second.write(piece).onSuccess(written -> sent.addAndGet(piece.length()));
        Thread.onSpinWait();
      }
      long most = sent.get();
      assertThat(most).isLessThan(40L * 1024 * 1024);
      assertThat(second.response().isComplete()).isFalse();
      first.hangUp();
      await(second.end());
      assertThat(Long.parseLong(await(count).toString())).isGreaterThanOrEqualTo(most);
    }
    until(() -> site.handler.counts().equals(new HttpCounts(1, 0, 1, 0)));
  }

  // ---- what fails

  @Test
  void aGuestThatTrapsIsAnInternalError(Vertx vertx) {
    Site site = Site.open(vertx);
    Answer answer = site.get("/trap");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).isEqualTo("Internal Server Error\n");
    assertThat(site.failures).hasSize(1);
    assertThat(site.failures.getFirst().cause()).isInstanceOf(TrapException.class);
    assertThat(site.failures.getFirst().status()).isEqualTo(500);
    assertThat(site.failures.getFirst().request().uri()).isEqualTo("/trap");
    assertThat(site.handler.counts()).isEqualTo(new HttpCounts(0, 1, 0, 0));
    assertThat(site.get("/unknown").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/bad-status: expected 200 to 599, found 101",
        "/bad-name: no name of a header field",
        "/bad-value: control character",
        "/bad-connection: about the connection",
        "/bad-length: expected a number of bytes, found \"-1\"",
        "/late-status: after the head",
        "/too-long: more than the 3 bytes",
        "/body-of-none: has no body",
        "/flood: more than 8192 bytes or 100 fields",
        "/out-of-memory: 100 bytes at address 4294967280",
        "/read-out-of-memory: 100 bytes at address 4294967280",
        "/endless-name: 4294967295 bytes",
      })
  void whatIsNoHttpIsRefusedAndSaidInDevelopment(String line, Vertx vertx) {
    String path = line.substring(0, line.indexOf(':'));
    Site site = Site.open(vertx, Site.instance(), new WasmHttpOptions().setTellingFailures(true));
    Answer answer = site.get(path);
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).contains(line.substring(line.indexOf(':') + 2));
    assertThat(answer.response().headers().names())
        .allMatch(name -> name.startsWith("content-") || name.startsWith("Content-"));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void halfAnAnswerIsNotTakenForAWholeOne(HttpVersion version, Vertx vertx) {
    Site site = Site.open(vertx);
    var client = Site.client(vertx, version);
    assertThatThrownBy(() -> await(Site.ask(client, site.port, HttpMethod.GET, "/half", null)))
        .isInstanceOf(Exception.class);
    assertThatThrownBy(() -> await(Site.ask(client, site.port, HttpMethod.GET, "/too-short", null)))
        .isInstanceOf(Exception.class);
    until(() -> site.handler.counts().inFlight() == 0);
    assertThat(site.handler.counts()).isEqualTo(new HttpCounts(0, 2, 0, 0));
    until(() -> site.failures.size() == 2);
    assertThat(site.failures).allMatch(failure -> failure.status() == 0);
    assertThat(site.failures.getLast().cause()).hasMessageContaining("has 5 bytes");
  }

  @Test
  void aRequestThatTakesTooLongIsAGatewayTimeout(Vertx vertx) {
    WasmHttpOptions options = new WasmHttpOptions().setDeadline(Duration.ofMillis(50));
    Site site = Site.open(vertx, Site.instance(), options);
    assertThat(site.get("/spin").status()).isEqualTo(504);
    assertThat(site.failures.getFirst().cause()).isInstanceOf(DeadlineExceededException.class);
    try (Raw raw = site.raw()) {
      // A client that sends nothing of its body.
      raw.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n");
      assertThat(raw.readTo("\r\n\r\n")).startsWith("HTTP/1.1 504");
    }
  }

  @Test
  void whereThereIsNoRoomTheClientIsToComeBack(Vertx vertx) {
    Site site = Site.open(vertx, Site.instance().maxQueuedCalls(0), PLAIN);
    try (Raw raw = site.raw()) {
      raw.send("GET /ticks HTTP/1.1\r\nHost: x\r\n\r\n");
      raw.readTo("data: 0\n");
      Answer answer = site.get("/nothing");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.response().getHeader("retry-after")).isEqualTo("1");
      assertThat(site.failures.getFirst().cause()).isInstanceOf(CallRejectedException.class);
    }
    await(site.guest.close());
    assertThat(site.get("/nothing").status()).isEqualTo(503);
    assertThat(site.failures.getLast().cause()).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused(Vertx vertx) {
    Site site = Site.open(vertx, Site.instance(), new WasmHttpOptions().setMaxBodySize(10));
    assertThat(site.post("/count", Buffer.buffer("0123456789")).text()).isEqualTo("10");
    assertThat(site.post("/count", Buffer.buffer("0123456789X")).status()).isEqualTo(413);
    try (Raw raw = site.raw()) {
      raw.send("POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      raw.send("5\r\n01234\r\n6\r\n56789X\r\n");
      assertThat(raw.readTo("\r\n\r\n")).startsWith("HTTP/1.1 413");
    }
    assertThat(site.failures)
        .hasSize(2)
        .allMatch(failure -> failure.cause() instanceof BodyTooLargeException);
  }

  @Test
  void aBodyThatBreaksOffStopsTheGuest(Vertx vertx) {
    Site site = Site.open(vertx);
    try (Raw raw = site.raw()) {
      raw.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234");
      until(() -> site.handler.counts().inFlight() == 1);
    }
    until(() -> site.handler.counts().equals(new HttpCounts(0, 0, 1, 0)));
    assertThat(site.failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ticks", "/spin", "/big"})
  void aClientThatGoesAwayStopsTheGuest(String path, Vertx vertx) {
    Site site = Site.open(vertx);
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      HttpClientRequest request =
          await(Site.client(vertx, version).request(HttpMethod.GET, site.port, "localhost", path));
      request.response().onSuccess(HttpClientResponse::pause);
      request.end();
      until(() -> !site.guest.instance().calls().isEmpty());
      request.reset();
      until(() -> site.guest.instance().calls().isEmpty());
    }
    until(() -> site.handler.counts().equals(new HttpCounts(0, 0, 2, 0)));
    assertThat(site.get("/unknown").status()).isEqualTo(404);
  }

  @Test
  void whoServesARequestMayStopItAndAnswersItself(Vertx vertx) {
    Site site = Site.open(vertx);
    Promise<Throwable> cause = Promise.promise();
    int port =
        Site.listen(
            vertx,
            request -> {
              Serving serving = site.handler.serve(request, null);
              serving
                  .future()
                  .onFailure(failure -> {
                    cause.complete(failure);
                    request.response().setStatusCode(418).end();
                  });
              vertx.runOnContext(later -> serving.cancel());
            });
    var client = Site.client(vertx, HttpVersion.HTTP_1_1);
    assertThat(await(Site.ask(client, port, HttpMethod.GET, "/spin", null)).status())
        .isEqualTo(418);
    assertThat(await(cause.future())).isInstanceOf(CallCancelledException.class);
  }

  @Test
  void outsideOfARequestTheFunctionsFail(Vertx vertx) {
    VertxWasm guest = await(VertxWasm.builder(vertx, Site.instance()).build());
    assertThatThrownBy(() -> await(guest.call("handle", Void.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no request is served");
  }

  @Test
  void interleavedRequestsDoNotSeeEachOther(Vertx vertx) {
    Site site = Site.open(vertx, Site.instance().policy(Concurrency.INTERLEAVED), PLAIN);
    try (Raw first = site.raw();
        Raw second = site.raw()) {
      String head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n";
      first.send(head + "111");
      first.readTo("111");
      second.send(head + "222");
      second.readTo("222");
      first.send("111");
      first.readTo("111");
      second.send("222");
      second.readTo("222");
    }
  }

  @Test
  void aPoolServesAsManyAtATimeAsItHasInstances(Vertx vertx) {
    Site site = Site.open(vertx, InstancePool.builder(Site.instance()).size(2), PLAIN);
    try (Raw first = site.raw();
        Raw second = site.raw()) {
      for (Raw raw : List.of(first, second)) {
        raw.send("GET /ticks HTTP/1.1\r\nHost: x\r\n\r\n");
        raw.readTo("data: 0\n");
      }
      assertThat(site.handler.counts().inFlight()).isEqualTo(2);
      Future<Answer> third =
          Site.ask(
              Site.client(vertx, HttpVersion.HTTP_1_1),
              site.port,
              HttpMethod.GET,
              "/nothing",
              null);
      until(() -> site.handler.counts().inFlight() == 3);
      first.hangUp();
      assertThat(await(third).status()).isEqualTo(200);
    }
    until(() -> site.handler.counts().equals(new HttpCounts(1, 0, 2, 0)));
  }

  // ---- options

  @Test
  void optionsAreReadFromJsonAndWrittenToIt() {
    JsonObject json =
        new JsonObject()
            .put("export", "serve")
            .put("deadline", 1_000)
            .put("maxBodySize", -1)
            .put("maxHeadSize", 100)
            .put("maxHeaders", 3)
            .put("tellingFailures", true);
    WasmHttpOptions options = new WasmHttpOptions(json);
    assertThat(options.toJson()).isEqualTo(json);
    assertThat(new WasmHttpOptions(options).toJson()).isEqualTo(json);
    assertThat(new WasmHttpOptions(new JsonObject()).toJson())
        .isEqualTo(new WasmHttpOptions().toJson());
    assertThat(new WasmHttpOptions(new JsonObject().put("deadline", 0)).getDeadline()).isNull();
    assertThatThrownBy(() -> new WasmHttpOptions(new JsonObject().put("maxBody", 1)))
        .hasMessageContaining("maxBodySize");
    assertThatThrownBy(() -> new WasmHttpOptions().setDeadline(Duration.ZERO))
        .hasMessageContaining("deadline");
  }
}
