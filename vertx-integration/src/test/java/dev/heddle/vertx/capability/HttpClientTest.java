package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.CallCancelledException;
import dev.heddle.vertx.VertxCall;
import dev.heddle.vertx.abi.CapabilityError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpClientTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static final int TOGETHER = 60;

  /** Nobody is answered before all have asked. Used by the server's event loop alone. */
  private static final List<HttpServerRequest> together = new ArrayList<>();

  private static volatile Promise<HttpServerRequest> hanging = Promise.promise();
  private static volatile Promise<HttpServerResponse> endless = Promise.promise();
  private static int port;

  @BeforeAll
  static void serve() {
    HttpServer server = VERTX.createHttpServer().requestHandler(HttpClientTest::answer);
    port = await(server.listen(0, "localhost")).actualPort();
  }

  private static void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    switch (request.path()) {
      case "/echo" ->
          request
              .body()
              .onSuccess(body ->
                  response
                      .putHeader("x-seen", request.method() + " " + request.getHeader("x-test"))
                      .putHeader("set-cookie", (Iterable<String>) List.of("a=1", "b=2"))
                      .putHeader("x-secret", String.valueOf(request.getHeader("authorization")))
                      .putHeader("x-body", body.toString())
                      .end(body));
      case "/together" -> {
        together.add(request);
        if (together.size() == TOGETHER) {
          together.forEach(each -> each.response().end(each.query()));
          together.clear();
        }
      }
      case "/redirect" ->
          response
              .setStatusCode(Integer.parseInt(request.getParam("status")))
              .putHeader("location", request.getParam("to"))
              .end("elsewhere");
      case "/large" -> response.end("x".repeat(10_001));
      case "/hanging" -> hanging.complete(request);
      case "/endless" -> {
        response.setChunked(true).setWriteQueueMaxSize(1);
        endless.complete(response);
        flood(response);
      }
      case "/broken" -> request.connection().close();
      default -> response.setStatusCode(404).end("nothing at " + request.path());
    }
  }

  private static void flood(HttpServerResponse response) {
    while (!response.writeQueueFull() && !response.closed()) {
      response.write("y".repeat(10_000));
    }
    response.drainHandler(more -> flood(response));
  }

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  private static User user(User.Place place) {
    return User.at(
        place,
        VERTX,
        grants ->
            grants.httpClient(
                new HttpClientGrant("http://localhost:" + port)
                    .setMaxRequests(10)
                    .setMaxRequestBytes(100)
                    .setMaxResponseBytes(10_000)
                    .setTimeout(Duration.ofSeconds(30))));
  }

  private static String url(String path) {
    return "http://localhost:" + port + path;
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void guestsFanOutInBlockingStyle(User.Place place) {
    User user = user(place);
    List<Future<User.Answer>> answers =
        IntStream.range(0, TOGETHER / 3)
            .mapToObj(guest ->
                user.start(
                    "fetch",
                    IntStream.range(0, 3)
                        .mapToObj(i -> url("/together?" + guest + "-" + i))
                        .collect(Collectors.joining("\n"))))
            .toList();
    await(Future.all(answers));

    for (int guest = 0; guest < TOGETHER / 3; guest++) {
      String output = "%1$d-0\n%1$d-1\n%1$d-2\n".formatted(guest);
      assertThat(answers.get(guest).result()).isEqualTo(new User.Answer(200, output));
    }
  }

  @Test
  void requestsAndResponsesHaveHeadersAndBodies() {
    User user = user(User.Place.EVENT_LOOP);

    assertThat(
            user.call("send_request", "PUT\n" + url("/echo") + "\nx-test: yes\nX-Seen\nbody")
                .output())
        .isEqualTo("PUT yes");
    assertThat(user.call("send_request", "POST\n" + url("/echo") + "\n\nx-body\na body").output())
        .isEqualTo("a body");
    assertThat(user.call("send_request", "GET\n" + url("/echo") + "\n\nset-cookie\n").output())
        .isEqualTo("a=1\nb=2");
    assertThat(user.result("send_request", "GET\n" + url("/echo") + "\n\nabsent\n"))
        .isEqualTo(CapabilityError.NOT_FOUND.code());
    assertThat(user.call("fetch", url("/nowhere")))
        .isEqualTo(new User.Answer(404, "nothing at /nowhere\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\nhttp://127.0.0.1:PORT/echo",
        "GET\nhttps://localhost:PORT/echo",
        "GET\nhttp://localhost/echo",
        "GET\nhttp://localhost.example.com:PORT/echo",
        "GET\nhttp://xlocalhost:PORT/echo",
        "CONNECT\nhttp://localhost:PORT/echo",
        "GET\nhttp://localhost:PORT/echo\nHost: example.com",
        "GET\nhttp://localhost:PORT/echo\nTransfer-Encoding: chunked",
        "GET\nhttp://localhost:PORT/redirect?status=302&to=http://127.0.0.1:PORT/echo",
        "GET\nhttp://localhost:PORT/redirect?status=307&to=//example.com/",
      })
  void whatIsNotAllowedIsDenied(String request) {
    assertThat(
            user(User.Place.EVENT_LOOP).result("send_request", request.replace("PORT", "" + port)))
        .isEqualTo(CapabilityError.DENIED.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\nhttp://localhost:PORT@example.com/",
        "GET\nhttp://user@localhost:PORT/echo",
        "GET\nfile:///etc/passwd",
        "GET\n/echo",
        "GET\nhttp:///echo",
        "GET\nhttp://localhost:PORT/a b",
        "GET\nhttp://localhost:99999/",
        "get\nhttp://localhost:PORT/echo",
        "GET\nhttp://localhost:PORT/echo\nno colon",
        "GET\nhttp://localhost:PORT/echo\nx: a\rb",
        "GET\nhttp://localhost:PORT/echo\nx y: a",
      })
  void whatMakesNoSenseIsInvalid(String request) {
    assertThat(
            user(User.Place.EVENT_LOOP).result("send_request", request.replace("PORT", "" + port)))
        .isEqualTo(CapabilityError.INVALID.code());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 302, GET yes",
    "POST, 301, GET yes",
    "PUT, 302, PUT yes",
    "PUT, 303, GET yes",
    "POST, 308, POST yes",
    "HEAD, 303, HEAD yes"
  })
  void redirectsAreFollowed(String method, int status, String seen) {
    assertThat(
            user(User.Place.WORKER)
                .call(
                    "send_request",
                    method
                        + "\n"
                        + url("/redirect?to=/echo&status=" + status)
                        + "\nx-test: yes\nx-seen\n")
                .output())
        .isEqualTo(seen);
  }

  @Test
  void redirectsAreFollowedToAnEndAndTellNobodyElseSecrets() {
    User here = user(User.Place.EVENT_LOOP);
    User everywhere =
        User.at(
            User.Place.EVENT_LOOP,
            VERTX,
            grants -> grants.httpClient(new HttpClientGrant("localhost:*", "127.0.0.1:" + port)));
    String elsewhere = url("/redirect?status=307&to=http://127.0.0.1:" + port + "/echo");
    String again = url("/redirect?status=307&to=/echo");
    String secret = "\nauthorization: secret\nx-secret\n";

    assertThat(everywhere.call("send_request", "GET\n" + again + secret).output())
        .isEqualTo("secret");
    assertThat(everywhere.call("send_request", "GET\n" + elsewhere + secret).output())
        .isEqualTo("null");
    String circle = "/redirect?status=302&to=/redirect%3Fstatus=302%26to=/redirect";
    assertThat(here.call("fetch", url("/redirect?status=302&to=" + circle)).result())
        .isNotEqualTo(200);
  }

  @Test
  void thereAreBounds() {
    User user = user(User.Place.EVENT_LOOP);
    String many = String.join("\n", Collections.nCopies(11, url("/echo")));

    assertThat(user.result("fetch", many)).isEqualTo(CapabilityError.TOO_MANY.code());
    assertThat(user.result("fetch", url("/large"))).isEqualTo(CapabilityError.TOO_BIG.code());
    assertThat(user.result("fetch", url("/broken"))).isEqualTo(CapabilityError.IO.code());
    assertThat(user.result("send_request", "PUT\n" + url("/echo") + "\n\n\n" + "x".repeat(101)))
        .isEqualTo(CapabilityError.TOO_BIG.code());
    User hasty =
        User.at(
            User.Place.EVENT_LOOP,
            VERTX,
            grants ->
                grants.httpClient(
                    new HttpClientGrant("localhost:" + port).setTimeout(Duration.ofMillis(20))));
    hanging = Promise.promise();
    assertThat(hasty.result("fetch", url("/hanging"))).isEqualTo(CapabilityError.TIMEOUT.code());
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void whoIsCancelledLetsGoOfHisRequests(User.Place place) {
    User user = user(place);
    hanging = Promise.promise();
    VertxCall<User.Answer> call = await(user.cancellable("fetch", url("/hanging")));
    HttpServerRequest request = await(hanging.future());
    Promise<Throwable> gone = Promise.promise();
    request.connection().closeHandler(closed -> gone.tryComplete());

    call.cancel();

    assertThatThrownBy(() -> await(call.future())).isInstanceOf(CallCancelledException.class);
    await(gone.future());
  }

  @Test
  void whoIsCancelledWhereverGivesConnectionsBack() {
    User user =
        User.at(
            User.Place.EVENT_LOOP,
            VERTX,
            grants ->
                grants.httpClient(new HttpClientGrant("localhost:" + port).setMaxConnections(2)));
    Random random = new Random(1);
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      VertxCall<User.Answer> call =
          await(
              user.cancellable(
                  "fetch", url("/echo") + "\n" + url("/redirect?status=302&to=/large")));
      ends.add(call.future().otherwiseEmpty());
      for (int turns = random.nextInt(20); turns > 0; turns--) {
        await(VERTX.fileSystem().exists("nothing"));
      }
      call.cancel();
    }
    await(Future.all(ends));

    assertThat(user.result("fetch", url("/echo") + "\n" + url("/echo"))).isEqualTo(200);
  }

  @Test
  void aGuestThatReadsSlowlyMakesTheServerSlow() {
    endless = Promise.promise();
    User user = user(User.Place.EVENT_LOOP);

    assertThat(user.result("read_slowly", url("/endless"), 5)).isBetween(5L, 5_000L);

    HttpServerResponse response = await(endless.future());
    Promise<Throwable> gone = Promise.promise();
    response.exceptionHandler(gone::tryComplete).closeHandler(closed -> gone.tryComplete());
    if (!response.closed()) {
      await(gone.future());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, http://example.com/, true",
    "example.com, https://example.com, true",
    "example.com, https://example.com:8443/, false",
    "example.com:*, https://example.com:8443/, true",
    "https://example.com, http://example.com/, false",
    "example.com:443, https://EXAMPLE.com./, true",
    "example.com:443, http://example.com/, false",
    "*.example.com, https://a.b.example.com/, true",
    "*.example.com, https://example.com/, false",
    "*.example.com, https://evilexample.com/, false",
    "*, http://anywhere/, true",
    "[::1]:80, http://[::1]/, true",
  })
  void hostsAreMatched(String pattern, String url, boolean matches) {
    assertThat(HostPattern.of(pattern).matches(HttpTarget.of(url))).isEqualTo(matches);
  }
}
