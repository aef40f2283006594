package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.vertx.GuidePage;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.VertxWasm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code of {@code docs/vertx-capabilities.md}, and that the page has it as it is here. */
@ExtendWith(VertxExtension.class)
class GuideTest {

  @Test
  void threeShopsAreAskedAtOnce(Vertx vertx) {
    int port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(request ->
                        vertx.timer(1).onSuccess(later -> request.response().end(request.query())))
                    .listen(0, "localhost"))
            .actualPort();
    JsonArray shops = new JsonArray();
    List.of(300, 120, 250).forEach(price -> shops.add("http://localhost:" + port + "/?" + price));

    AsyncImports imports =
        Capabilities.builder(vertx)
            .httpClient(new HttpClientGrant("http://localhost:" + port))
            .config(new JsonObject().put("shops", shops))
            .log(new LogGrant().setLogger("guests.prices"))
            .build();
    Future<VertxWasm> prices =
        VertxWasm.load(vertx, "dev/heddle/vertx/guide/best_price.wasm")
            .compose(module ->
                VertxWasm.builder(
                        vertx,
                        AsyncInstance.builder(module)
                            .imports(imports)
                            .policy(Concurrency.INTERLEAVED))
                    .build());

    Future<Integer> best = prices.compose(guest -> guest.call("best_price", Integer.class));

    assertThat(await(best)).isEqualTo(120);
  }

  @Test
  void theSameInJson(Vertx vertx) {
    AsyncImports imports =
        Capabilities.builder(vertx)
            .grants(
                new JsonObject(
                    """
                    {
                      "httpClient": {"hosts": ["https://*.example.com", "localhost:8080"], "timeout": 5000},
                      "files": {"directory": "/var/lib/prices", "readOnly": true},
                      "eventBus": {"send": ["orders.*"], "request": ["stock"]},
                      "sharedData": {"maps": ["prices"], "counters": ["hits"]},
                      "config": {"shops": []},
                      "log": {"logger": "guests.prices"},
                      "timers": {}
                    }
                    """))
            .build();

    assertThat(await(VertxWasm.load(vertx, "dev/heddle/vertx/guide/best_price.wasm")))
        .satisfies(module ->
            assertThat(AsyncInstance.builder(module).imports(imports).build().instance())
                .isNotNull());
  }

  @Test
  void importsOfOnesOwn(Vertx vertx) {
    AsyncHostFunction sleep = call -> VertxAwait.await(vertx.timer(call.i64(0)));
    AsyncImports imports =
        AsyncImports.builder()
            .addAll(Capabilities.builder(vertx).log(new LogGrant()).build())
            .suspending("env", "sleep", sleep)
            .build();

    assertThat(imports.toImports().names().keySet()).containsExactlyInAnyOrder("heddle_log", "env");
  }

  @Test
  void thePageHasThisCode() throws Exception {
    GuidePage page = GuidePage.of("vertx-capabilities.md");
    page.assertHasCodeOf(GuideTest.class, 3);
    page.assertHasGuest("c", "guide/best_price.c");
  }
}
