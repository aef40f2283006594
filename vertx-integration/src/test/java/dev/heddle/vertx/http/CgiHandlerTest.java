package dev.heddle.vertx.http;

import static dev.heddle.vertx.Futures.await;
import static dev.heddle.vertx.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.CallRejectedException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.vertx.http.Site.Answer;
import dev.heddle.vertx.http.Site.Raw;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class CgiHandlerTest {

  private static final WasmModule PROGRAM = Site.module("cgi.wasm");

  private final List<HttpFailure> failures = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  private CgiHandler handler(Vertx vertx, CgiOptions options) {
    return CgiHandler.builder(vertx, PROGRAM)
        .options(options)
        .errorLines((request, line) -> errors.add(request.path() + ": " + line))
        .build()
        .failureHandler(failures::add);
  }

  private static CgiOptions options() {
    return new CgiOptions().setScriptName("/cgi").setTellingFailures(true);
  }

  private static Answer ask(Vertx vertx, int port, String path, @Nullable Buffer body) {
    HttpMethod method = body == null ? HttpMethod.GET : HttpMethod.POST;
    return await(Site.ask(Site.client(vertx, HttpVersion.HTTP_1_1), port, method, path, body));
  }

  @Test
  void aProgramFindsTheRequestInItsEnvironment(Vertx vertx) {
    CgiOptions options = options().setVariable("COLOUR", "green").setVariable("PATH_INFO", "no");
    try (Raw raw = new Raw(Site.listen(vertx, handler(vertx, options)))) {
      raw.send(
          String.join(
              "\r\n",
              "POST /cgi/d%75mp?a=%20&b HTTP/1.0",
              "Host: here.example:81",
              "Content-Type: text/x",
              "Content-Length: 2",
              "X-A: 1",
              "X-A: 2",
              "X_B: spoof",
              "Proxy: http://evil",
              "Cookie: c=1",
              "X-Name: J\u00c3\u00b6rg",
              "",
              "hi"));
      String answer = raw.readAll();
      assertThat(answer).startsWith("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n");
      assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).lines())
          .contains(
              "COLOUR=green",
              "GATEWAY_INTERFACE=CGI/1.1",
              "SERVER_SOFTWARE=Heddle",
              "SERVER_PROTOCOL=HTTP/1.0",
              "SERVER_NAME=here.example",
              "REQUEST_METHOD=POST",
              "REQUEST_URI=/cgi/d%75mp?a=%20&b",
              "SCRIPT_NAME=/cgi",
              "PATH_INFO=/dump",
              "X_RAW_PATH_INFO=/d%75mp",
              "X_MATCHED_ROUTE=/cgi/...",
              "X_FULL_URL=http://here.example:81/cgi/d%75mp?a=%20&b",
              "QUERY_STRING=a=%20&b",
              "REMOTE_ADDR=127.0.0.1",
              "REMOTE_HOST=127.0.0.1",
              "CONTENT_LENGTH=2",
              "CONTENT_TYPE=text/x",
              "HTTP_HOST=here.example:81",
              "HTTP_X_A=1, 2",
              "HTTP_COOKIE=c=1",
              "HTTP_X_NAME=J\u00c3\u00b6rg")
          .noneMatch(line ->
              line.startsWith("HTTP_PROXY")
                  || line.startsWith("HTTP_X_B")
                  || line.startsWith("HTTP_CONTENT"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
  void bodiesStreamThroughTheProgram(String version, Vertx vertx) {
    CgiHandler handler = handler(vertx, options());
    int port = Site.listen(vertx, handler);
    Buffer body = Buffer.buffer("0123456789".repeat(100_000));
    Answer answer =
        await(
            Site.ask(
                Site.client(vertx, HttpVersion.valueOf(version)),
                port,
                HttpMethod.POST,
                "/cgi/echo",
                body));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().getHeader("x-made-by")).isEqualTo("echo");
    assertThat(answer.body()).isEqualTo(body);
    until(() -> handler.counts().equals(new HttpCounts(1, 0, 0, 0)));
  }

  @Test
  void aProgramAnswersAsItIsAsked(Vertx vertx) {
    CgiHandler handler = handler(vertx, options());
    int port = Site.listen(vertx, handler);
    try (Raw raw = new Raw(port)) {
      raw.send("POST /cgi/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\none");
      raw.readTo("one");
      raw.send("two");
      raw.readTo("two");
    }
    until(() -> handler.counts().inFlight() == 0);
  }

  @Test
  void theHeadOfTheAnswerIsTheProgramsToSay(Vertx vertx) {
    int port = Site.listen(vertx, handler(vertx, options()));
    Answer teapot = ask(vertx, port, "/cgi/teapot", null);
    assertThat(teapot.status()).isEqualTo(418);
    assertThat(teapot.text()).isEqualTo("short\n");
    assertThat(teapot.response().headers().contains("status")).isFalse();
    Answer redirect = ask(vertx, port, "/cgi/redirect", null);
    assertThat(redirect.status()).isEqualTo(302);
    assertThat(redirect.response().getHeader("location")).isEqualTo("https://example.org/");
    assertThat(ask(vertx, port, "/cgi/else", null).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-head: expected a header field, found \"just text\"",
        "no-end: without an empty line",
        "endless-head: more than 8192 bytes",
        "bad-header: about the connection",
        "fail: ended with status 7",
      })
  void whatIsNoAnswerIsABadGateway(String line, Vertx vertx) {
    CgiHandler handler = handler(vertx, options());
    String what = line.substring(0, line.indexOf(':'));
    Answer answer = ask(vertx, Site.listen(vertx, handler), "/cgi/" + what, null);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).contains(line.substring(line.indexOf(':') + 2));
    assertThat(handler.counts()).isEqualTo(new HttpCounts(0, 1, 0, 0));
    assertThat(errors)
        .isEqualTo(
            what.equals("fail")
                ? List.of("/cgi/fail: the disk is full", "/cgi/fail: and so am I")
                : List.of());
  }

  @Test
  void aProgramThatFailsInTheMiddleIsNotTakenForOneThatHasEnded(Vertx vertx) {
    CgiHandler handler = handler(vertx, options());
    int port = Site.listen(vertx, handler);
    assertThatThrownBy(() -> ask(vertx, port, "/cgi/fail-late", null))
        .isInstanceOf(Exception.class);
    until(() -> failures.size() == 1);
    assertThat(failures.getFirst().status()).isZero();
    assertThat(failures.getFirst().cause()).isInstanceOf(CgiException.class);
  }

  @Test
  void aProgramThatTakesTooLongIsStopped(Vertx vertx) {
    CgiHandler handler = handler(vertx, options().setDeadline(Duration.ofMillis(50)));
    assertThat(ask(vertx, Site.listen(vertx, handler), "/cgi/spin", null).status()).isEqualTo(504);
  }

  @Test
  void aClientThatGoesAwayStopsTheProgram(Vertx vertx) {
    CgiHandler handler = handler(vertx, options());
    int port = Site.listen(vertx, handler);
    for (String path : List.of("/cgi/spin", "/cgi/echo")) {
      try (Raw raw = new Raw(port)) {
        raw.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123");
        until(() -> handler.counts().inFlight() == 1);
      }
      until(() -> handler.counts().inFlight() == 0);
    }
    assertThat(handler.counts()).isEqualTo(new HttpCounts(0, 0, 2, 0));
    assertThat(failures).isEmpty();
  }

  @Test
  void noMoreProgramsRunThanMayAndNoneWhenItIsClosed(Vertx vertx) {
    CgiHandler handler = handler(vertx, options().setMaxRequests(1));
    int port = Site.listen(vertx, handler);
    Future<Answer> first =
        Site.ask(Site.client(vertx, HttpVersion.HTTP_1_1), port, HttpMethod.GET, "/cgi/spin", null);
    until(() -> handler.counts().inFlight() == 1);
    assertThat(ask(vertx, port, "/cgi/dump", null).status()).isEqualTo(503);
    assertThat(failures.getFirst().cause()).isInstanceOf(CallRejectedException.class);
    await(handler.close());
    assertThat(await(first).status()).isEqualTo(503);
    assertThat(ask(vertx, port, "/cgi/dump", null).status()).isEqualTo(503);
    assertThat(failures.getLast().cause()).isInstanceOf(InstanceClosedException.class);
    assertThat(handler.counts()).isEqualTo(new HttpCounts(0, 3, 0, 0));
  }

  @Test
  void aProgramMayStartFromASnapshot(Vertx vertx) {
    Snapshot snapshot =
        Wasi.builder()
            .build()
            .library(PROGRAM)
            .flatMap(library ->
                reactor.core.publisher.Mono.fromFuture(library.instance().snapshot())
                    .flatMap(taken -> library.close().thenReturn(taken)))
            .block();
    CgiHandler handler = CgiHandler.builder(vertx, snapshot).options(options()).build();
    int port = Site.listen(vertx, handler);
    for (int i = 0; i < 3; i++) {
      assertThat(ask(vertx, port, "/cgi/dump", null).text()).contains("PATH_INFO=/dump\n");
    }
  }

  @Test
  void optionsAreReadFromJsonAndWrittenToIt() {
    JsonObject json = options().setVariable("A", "b").setMaxRequests(3).setDeadline(null).toJson();
    assertThat(new CgiOptions(json).toJson()).isEqualTo(json);
    assertThat(new CgiOptions(new CgiOptions(json)).toJson()).isEqualTo(json);
    assertThatThrownBy(() ->
            new CgiOptions(new JsonObject().put("environment", new JsonObject().put("PORT", 80))))
        .hasMessage("cgi.environment.PORT: expected a string, found 80");
  }
}
