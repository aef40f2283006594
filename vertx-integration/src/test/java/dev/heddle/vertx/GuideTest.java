package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstancePool;
import dev.heddle.async.MicrometerCallListener;
import dev.heddle.vertx.observe.WasmHealthCheck;
import dev.heddle.vertx.observe.WasmMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code of {@code docs/vertx.md}, and that the page has it as it is here. */
@ExtendWith(VertxExtension.class)
class GuideTest {

  /** Stands for a service of the guide's shop. */
  private record Prices(Vertx vertx) {
    Future<Integer> lookup(int article) {
      return vertx.timer(1, TimeUnit.MILLISECONDS).map(250 * article);
    }
  }

  interface Till {
    Future<Integer> total(int articles);
  }

  private static AsyncImports imports(Prices prices) {
    return AsyncImports.builder()
        .suspending("env", "price", call -> prices.lookup(call.i32(0)))
        .build();
  }

  private static Future<VertxWasm> shop(Vertx vertx, AsyncImports imports) {
    return VertxWasm.load(vertx, "dev/heddle/vertx/shop.wasm")
        .compose(module ->
            VertxWasm.builder(vertx, AsyncInstance.builder(module).imports(imports)).build());
  }

  @Test
  void aGuestIsMadeAndCalled(Vertx vertx) {
    Prices prices = new Prices(vertx);

    Future<VertxWasm> shop =
        VertxWasm.load(vertx, "dev/heddle/vertx/shop.wasm") // a file, or on the class path
            .compose(module -> {
              AsyncInstance.Builder instance =
                  AsyncInstance.builder(module)
                      .imports(
                          AsyncImports.builder()
                              // returns a Future: the guest is suspended until it completes
                              .suspending("env", "price", call -> prices.lookup(call.i32(0)))
                              .build());
              return VertxWasm.builder(vertx, instance).build();
            });

    Future<Integer> total =
        shop.compose(
            guest -> guest.withDeadline(Duration.ofSeconds(30)).call("total", Integer.class, 4));

    assertThat(await(total)).isEqualTo(1500);
  }

  @Test
  void aPool(Vertx vertx) throws Exception {
    AsyncImports imports = imports(new Prices(vertx));
    var module = Shop.MODULE;

    Future<VertxWasm> shops =
        VertxWasm.builder(
                vertx,
                InstancePool.builder(AsyncInstance.builder(module).imports(imports)).size(1, 16))
            .build();

    Future<Integer> total = shops.compose(shop -> shop.call("total", Integer.class, 4));
    assertThat(await(total)).isEqualTo(1500);
  }

  @Test
  void optionsInJson(Vertx vertx) {
    var module = Shop.MODULE;
    AsyncImports imports = imports(new Prices(vertx));

    JsonObject json =
        new JsonObject(
            """
            {
              "name": "shop",
              "deadline": 5000,
              "maxQueuedCalls": 100,
              "carrier": "inline_if_allowed",
              "limits": {"maxMemoryPages": 256},
              "pool": {"maxSize": 16, "reuse": "restored"}
            }
            """);
    Future<VertxWasm> shop =
        VertxWasm.builder(
                vertx, new WasmOptions(json), AsyncInstance.builder(module).imports(imports))
            .build();

    assertThat(await(shop).name()).isEqualTo("shop");
  }

  @Test
  void interfaces(Vertx vertx) {
    VertxWasm shop = await(shop(vertx, imports(new Prices(vertx))));

    Till till = shop.bind(Till.class);
    Future<Integer> total = till.total(4);

    assertThat(await(total)).isEqualTo(1500);
  }

  @Test
  void streams(Vertx vertx, @TempDir Path folder) {
    AsyncImports imports =
        AsyncImports.builder()
            .function(
                "env",
                "price",
                call -> {
                  // waits while nobody wants more
                  call.emit(Buffer.buffer("article " + call.i32(0) + "\n"));
                  return 1;
                })
            .build();
    VertxWasm shop = await(shop(vertx, imports));
    String file = folder.resolve("articles").toString();
    Promise<Void> written = Promise.promise();

    vertx
        .fileSystem()
        .open(file, new io.vertx.core.file.OpenOptions())
        .compose(articles -> {
          ReadStream<Buffer> lines = shop.stream(Buffer.class, "total", 3);
          return lines.pipeTo(articles);
        })
        .onComplete(written);

    await(written.future());
    assertThat(await(vertx.fileSystem().readFile(file)).toString())
        .isEqualTo("article 0\narticle 1\narticle 2\n");
  }

  @Test
  void observing(Vertx vertx) {
    MeterRegistry registry = new SimpleMeterRegistry();
    var module = Shop.MODULE;
    AsyncImports imports = imports(new Prices(vertx));

    AsyncInstance.Builder instance =
        AsyncInstance.builder(module)
            .imports(imports)
            .listener(new MicrometerCallListener(registry, "shop"));
    Future<VertxWasm> shop =
        VertxWasm.builder(vertx, instance)
            .name("shop")
            .build()
            .onSuccess(guest -> {
              new WasmMeters(guest).bindTo(registry);
              HealthChecks.create(vertx)
                  .register("shop", new WasmHealthCheck(guest, Duration.ofMillis(500)));
            });

    Future<Integer> total = shop.compose(guest -> guest.call("total", Integer.class, 4));
    assertThat(await(total)).isEqualTo(1500);
    assertThat(registry.get("heddle.calls").timer().count()).isOne();
    assertThat(registry.get("heddle.guest.instances").gauge().value()).isOne();
  }

  @Test
  void thePageHasThisCode() throws Exception {
    GuidePage page = GuidePage.of("vertx.md");
    page.assertHasCodeOf(GuideTest.class, 6);
  }
}
