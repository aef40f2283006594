package dev.heddle.vertx.http;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstancePool;
import dev.heddle.vertx.GuidePage;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.web.WasmRoute;
import dev.heddle.wasi.HostFileSystem;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code of {@code docs/vertx-http.md}, and that the page has it as it is here. */
@ExtendWith(VertxExtension.class)
class GuideTest {

  private static void assertShouts(Vertx vertx, int port, String path) {
    var client = Site.client(vertx, HttpVersion.HTTP_1_1);
    Buffer body = Buffer.buffer("hello, world");
    var answer = await(Site.ask(client, port, HttpMethod.POST, path, body));
    assertThat(answer.text()).isEqualTo("HELLO, WORLD");
    assertThat(answer.response().getHeader("content-type")).isEqualTo("text/plain");
  }

  @Test
  void aServer(Vertx vertx) {
    int port = 0;

    Future<HttpServer> server =
        VertxWasm.load(vertx, "dev/heddle/vertx/http/shout.wasm") // a file, or on the class path
            .compose(module -> {
              AsyncInstance.Builder instance =
                  AsyncInstance.builder(module).imports(WasmHttpHandler.imports());
              return VertxWasm.builder(vertx, InstancePool.builder(instance).size(100)).build();
            })
            .compose(guest ->
                vertx
                    .createHttpServer()
                    .requestHandler(WasmHttpHandler.create(guest, new WasmHttpOptions()))
                    .listen(port));

    assertShouts(vertx, await(server).actualPort(), "/");
  }

  @Test
  void rust(Vertx vertx) {
    VertxWasm guest =
        await(
            VertxWasm.load(vertx, "dev/heddle/vertx/http/shout_rs.wasm")
                .compose(module ->
                    VertxWasm.builder(
                            vertx, AsyncInstance.builder(module).imports(WasmHttpHandler.imports()))
                        .build()));
    assertShouts(
        vertx, Site.listen(vertx, WasmHttpHandler.create(guest, new WasmHttpOptions())), "/");
  }

  @Test
  void go(Vertx vertx) {
    WasmModule module = Site.module("shout_go.wasm");

    Wasi wasi = Wasi.builder().imports(WasmHttpHandler.imports()).build();
    Future<VertxWasm> guest =
        Future.fromCompletionStage(wasi.library(module).toFuture(), vertx.getOrCreateContext())
            .map(library -> VertxWasm.create(vertx, library.instance()));

    int port = Site.listen(vertx, WasmHttpHandler.create(await(guest), new WasmHttpOptions()));
    assertShouts(vertx, port, "/");
    assertShouts(vertx, port, "/");
  }

  @Test
  void optionsAndRoutes(Vertx vertx) {
    VertxWasm guest = await(VertxWasm.builder(vertx, Site.instance()).build());
    Router router = Router.router(vertx);
    Logger log = System.getLogger("guide");

    WasmHttpOptions options =
        new WasmHttpOptions(
            new JsonObject(
                """
                {
                  "export": "handle",
                  "deadline": 30000,
                  "maxBodySize": 10485760,
                  "maxHeadSize": 8192,
                  "maxHeaders": 100,
                  "tellingFailures": false
                }
                """));
    WasmHttpHandler handler =
        WasmHttpHandler.create(guest, options)
            .failureHandler(
                failure -> log.log(Level.WARNING, failure.request().uri(), failure.cause()));

    assertThat(options.toJson()).isEqualTo(new WasmHttpOptions().toJson());

    router.route("/count").handler(WasmRoute.of(handler));

    int port = Site.listen(vertx, router);
    var client = Site.client(vertx, HttpVersion.HTTP_1_1);
    assertThat(
            await(Site.ask(client, port, HttpMethod.POST, "/count", Buffer.buffer("four"))).text())
        .isEqualTo("4");
  }

  @Test
  void cgi(Vertx vertx, @TempDir Path data) {
    WasmModule program = Site.module("cgi.wasm");
    List<String> log = new CopyOnWriteArrayList<>();

    CgiHandler cgi =
        CgiHandler.builder(vertx, program)
            .options(new CgiOptions().setScriptName("/cgi").setVariable("GREETING", "hello"))
            .wasi(wasi -> wasi.directory("/data", HostFileSystem.of(data).readOnly()))
            .errorLines((request, line) -> log.add(request.path() + ": " + line))
            .build();

    int port = Site.listen(vertx, cgi);
    var client = Site.client(vertx, HttpVersion.HTTP_1_1);
    assertThat(await(Site.ask(client, port, HttpMethod.GET, "/cgi/dump", null)).text())
        .contains("GREETING=hello\n");
    assertThat(await(Site.ask(client, port, HttpMethod.GET, "/cgi/fail", null)).status())
        .isEqualTo(502);
    assertThat(log).containsExactly("/cgi/fail: the disk is full", "/cgi/fail: and so am I");
  }

  @Test
  void thePageHasThisCode() throws Exception {
    GuidePage page = GuidePage.of("vertx-http.md");
    page.assertHasCodeOf(GuideTest.class, 5);
    page.assertHasGuest("c", "http/shout.c");
    page.assertHasGuest("rust", "http/shout.rs");
    page.assertHasGuest("go", "http/shout.go");
  }
}
