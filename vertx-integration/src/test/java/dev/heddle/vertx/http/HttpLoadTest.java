package dev.heddle.vertx.http;

import static dev.heddle.vertx.Futures.await;
import static dev.heddle.vertx.Futures.kept;
import static dev.heddle.vertx.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.async.InstancePool;
import dev.heddle.vertx.VertxWasm;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many requests at once, clients that vanish, and servers that do. */
@ExtendWith(VertxExtension.class)
class HttpLoadTest {

  private static final WasmHttpOptions PATIENT = new WasmHttpOptions().setDeadline(null);

  /** Clients that send a byte, and the next one when that has come back. */
  @Test
  void manySlowRequestsAreServedAtOnce(Vertx vertx) {
    int clients = 500;
    Site site = Site.open(vertx, Site.instance().policy(Concurrency.INTERLEAVED), PATIENT);
    NetClient net = kept(vertx.createNetClient(new NetClientOptions().setReconnectAttempts(5)));
    AtomicInteger inTheMiddle = new AtomicInteger();
    Promise<Void> allAreThere = Promise.promise();
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String mark = Integer.toString(i % 10);
      Promise<String> answer = Promise.promise();
      answers.add(answer.future());
      net.connect(site.port, "localhost")
          .onFailure(answer::tryFail)
          .onSuccess(socket -> {
            StringBuilder all = new StringBuilder();
            socket.closeHandler(closed -> answer.tryComplete(all.toString()));
            socket.handler(bytes -> {
              boolean first = all.indexOf("\r\n\r\n") < 0;
              all.append(bytes);
              if (first && all.indexOf("\r\n\r\n") >= 0) {
                if (inTheMiddle.incrementAndGet() == clients) {
                  allAreThere.complete();
                }
                allAreThere.future().onSuccess(go -> socket.write(mark));
              }
            });
            socket.write(
                "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"
                    + mark);
          });
    }
    await(allAreThere.future());
    assertThat(site.handler.counts().inFlight()).isEqualTo(clients);
    for (int i = 0; i < clients; i++) {
      String chunk = "\r\n1\r\n" + i % 10;
      assertThat(await(answers.get(i))).contains(chunk + chunk);
    }
    until(() -> site.handler.counts().equals(new HttpCounts(clients, 0, 0, 0)));
    assertThat(site.guest.instance().calls()).isEmpty();
  }

  /** Clients that are killed anywhere, and others, each of whose answers is checked. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void clientsThatVanishLeaveNothingBehind(long seed, Vertx vertx) {
    for (boolean pooled : List.of(false, true)) {
      Site site =
          pooled
              ? Site.open(vertx, InstancePool.builder(Site.instance()).size(4), PATIENT)
              : Site.open(vertx, Site.instance().policy(Concurrency.INTERLEAVED), PATIENT);
      Random random = new Random(seed);
      NetClient net = kept(vertx.createNetClient(new NetClientOptions().setReconnectAttempts(5)));
      List<Future<@Nullable Void>> clients = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        clients.add(
            random.nextInt(3) == 0
                ? well(net, site.port, random.nextInt(100_000))
                : killed(vertx, net, site.port, random));
      }
      await(Future.all(clients));
      until(() -> site.handler.counts().inFlight() == 0);
      HttpCounts counts = site.handler.counts();
      assertThat(counts.failed()).isZero();
      assertThat(site.failures).isEmpty();
      if (pooled) {
        InstancePool pool = (InstancePool) site.guest.callee();
        until(() -> pool.use().leased() == 0);
      } else {
        until(() -> site.guest.instance().calls().isEmpty());
        assertThat(site.guest.instance().stacks().used()).isZero();
      }
      assertThat(site.get("/unknown").status()).isEqualTo(404);
    }
  }

  /** A request whose body comes back whole and once. */
  private static Future<@Nullable Void> well(NetClient net, int port, int size) {
    Promise<@Nullable Void> end = Promise.promise();
    net.connect(port, "localhost")
        .onFailure(end::tryFail)
        .onSuccess(socket -> {
          StringBuilder all = new StringBuilder();
          socket.handler(all::append);
          socket.closeHandler(closed -> {
            String answer = all.toString();
            if (answer.startsWith("HTTP/1.0 200 OK") && answer.endsWith("\r\n\r\n" + size)) {
              end.tryComplete();
            } else {
              end.tryFail("for " + size + " bytes there was this answer: " + answer);
            }
          });
          socket.write("POST /count HTTP/1.0\r\nContent-Length: " + size + "\r\n\r\n");
          socket.write("x".repeat(size));
        });
    return end.future();
  }

  /** A request whose client goes away before, within or after its body or the answer. */
  private static Future<@Nullable Void> killed(
      Vertx vertx, NetClient net, int port, Random random) {
    String path = List.of("/echo", "/count", "/big", "/ticks", "/spin").get(random.nextInt(5));
    int sent = random.nextInt(3) * random.nextInt(20_000);
    int delay = random.nextInt(30);
    boolean reads = random.nextBoolean();
    Promise<@Nullable Void> end = Promise.promise();
    net.connect(port, "localhost")
        .onFailure(end::tryFail)
        .onSuccess(socket -> {
          socket.closeHandler(closed -> end.tryComplete());
          socket.exceptionHandler(broken -> {});
          if (!reads) {
            socket.pause();
          }
          socket.write("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
          socket.write("x".repeat(sent));
          kill(vertx, socket, delay);
        });
    return end.future();
  }

  private static void kill(Vertx vertx, NetSocket socket, int delay) {
    if (delay == 0) {
      socket.close();
    } else {
      vertx.setTimer(delay, late -> socket.close());
    }
  }

  /** The same in HTTP/2, whose streams are reset, one connection having many. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void streamsThatAreResetLeaveNothingBehind(boolean cgi, Vertx vertx) {
    Site site = Site.open(vertx, Site.instance().policy(Concurrency.INTERLEAVED), PATIENT);
    CgiHandler programs =
        CgiHandler.builder(vertx, Site.module("cgi.wasm"))
            .options(new CgiOptions().setMaxRequests(1_000))
            .build();
    GuestHttpHandler handler = cgi ? programs : site.handler;
    int port = cgi ? Site.listen(vertx, programs) : site.port;
    Random random = new Random(7);
    HttpClient client = Site.client(vertx, HttpVersion.HTTP_2);
    List<Future<@Nullable Void>> requests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String path = List.of("/echo", "/spin").get(random.nextInt(2));
      boolean ends = path.equals("/echo") && random.nextBoolean();
      int delay = 1 + random.nextInt(30);
      Buffer body = Buffer.buffer("x".repeat(random.nextInt(50_000)));
      requests.add(
          client
              .request(HttpMethod.POST, port, "localhost", path)
              .compose(request -> {
                if (ends) {
                  return request
                      .send(body)
                      .compose(HttpClientResponse::body)
                      .compose(echo ->
                          echo.equals(body)
                              ? Future.succeededFuture()
                              : Future.failedFuture("an answer of " + echo.length() + " bytes"));
                }
                request.response().onFailure(reset -> {});
                request.setChunked(true).write(body);
                return vertx.timer(delay).compose(late -> request.reset()).mapEmpty();
              }));
    }
    await(Future.all(requests));
    until(() -> handler.counts().inFlight() == 0);
    assertThat(handler.counts().failed()).isZero();
    assertThat(handler.counts().served() + handler.counts().cancelled()).isPositive();
    assertThat(site.guest.instance().calls()).isEmpty();
  }

  /** Every client gets one answer or none, and nothing of the guests is left. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aVerticleThatIsUndeployedUnderLoadLeavesNothingBehind(boolean pooled, Vertx vertx) {
    class SiteVerticle extends VerticleBase {
      private @Nullable VertxWasm guest;
      private @Nullable WasmHttpHandler handler;
      private int port;

      @Override
      public Future<?> start() {
        AsyncInstance.Builder instance = Site.instance();
        VertxWasm.Builder builder =
            pooled
                ? VertxWasm.builder(vertx, InstancePool.builder(instance).size(8))
                : VertxWasm.builder(vertx, instance.policy(Concurrency.INTERLEAVED));
        return builder
            .build()
            .compose(made -> {
              guest = made;
              handler = WasmHttpHandler.create(made, PATIENT);
              return vertx.createHttpServer().requestHandler(handler).listen(0, "localhost");
            })
            .onSuccess(server -> port = server.actualPort());
      }
    }

    SiteVerticle verticle = new SiteVerticle();
    String deployment = await(vertx.deployVerticle(verticle));
    NetClient net = kept(vertx.createNetClient());
    AtomicInteger answered = new AtomicInteger();
    List<Future<String>> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String path = i % 2 == 0 ? "/ticks" : "/count";
      Promise<String> end = Promise.promise();
      clients.add(end.future());
      net.connect(verticle.port, "localhost")
          .onFailure(refused -> end.tryComplete(""))
          .onSuccess(socket -> {
            StringBuilder all = new StringBuilder();
            socket.exceptionHandler(broken -> {});
            socket.closeHandler(closed -> end.tryComplete(all.toString()));
            socket.handler(bytes -> {
              all.append(bytes);
              answered.incrementAndGet();
            });
            socket.write("POST " + path + " HTTP/1.0\r\nContent-Length: 3\r\n\r\n12");
            if (path.equals("/count")) {
              socket.write("3");
            }
          });
    }
    until(() -> answered.get() > 20);
    await(vertx.undeploy(deployment));
    for (Future<String> client : clients) {
      String answer = await(client);
      assertThat(answer.split("HTTP/1.0 ", -1).length).isLessThanOrEqualTo(2);
    }
    until(() -> verticle.handler.counts().inFlight() == 0);
    assertThat(verticle.handler.counts().failed() + verticle.handler.counts().cancelled())
        .isPositive();
    switch (verticle.guest.callee()) {
      case AsyncInstance instance -> assertThat(instance.calls()).isEmpty();
      case InstancePool pool -> assertThat(pool.use().instances()).isZero();
    }
  }
}
