package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallRejectedException;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstancePool;
import dev.heddle.async.Reuse;
import dev.heddle.async.Semantics;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.MalformedModuleException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options in JSON, and modules from files. */
@ExtendWith(VertxExtension.class)
class WasmOptionsTest {

  private static final JsonObject ALL =
      new JsonObject(
          """
          {"name": "till", "concurrency": "interleaved", "semantics": "strict",
           "execution": "interpreted", "carrier": "inline_if_allowed", "maxCalls": 10,
           "maxQueuedCalls": 5, "deadline": 2000, "computeSlice": 20, "tracing": "always",
           "limits": {"maxMemoryPages": 100, "maxTableElements": 50, "maxCallDepth": 200,
                      "maxObjectBytes": 1000},
           "pool": {"minSize": 1, "maxSize": 3, "maxWaiting": 7, "reuse": "kept",
                    "maxIdle": 60000}}
          """);

  @Test
  void jsonIsReadAndWritten() {
    WasmOptions options = new WasmOptions(ALL);
    assertThat(options.toJson()).isEqualTo(ALL);
    assertThat(new WasmOptions(options).toJson()).isEqualTo(ALL);
    assertThat(options.getName()).isEqualTo("till");
    assertThat(options.getConcurrency()).isEqualTo(Concurrency.INTERLEAVED);
    assertThat(options.getSemantics()).isEqualTo(Semantics.STRICT);
    assertThat(options.getExecution()).isEqualTo(Execution.INTERPRETED);
    assertThat(options.getCarrier()).isEqualTo(WasmCarrier.INLINE_IF_ALLOWED);
    assertThat(options.getDeadline()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.getTracingPolicy()).isEqualTo(TracingPolicy.ALWAYS);
    assertThat(options.getMaxMemoryPages()).isEqualTo(100);
    WasmPoolOptions pool = options.getPool();
    assertThat(pool).isNotNull();
    assertThat(pool.getReuse()).isEqualTo(Reuse.KEPT);
    assertThat(new WasmPoolOptions(pool).toJson()).isEqualTo(ALL.getJsonObject("pool"));
  }

  @Test
  void aCopyHasTimesThatAreNoMillisecondsInJson() {
    WasmOptions options =
        new WasmOptions().setDeadline(Duration.ofNanos(999)).setPool(new WasmPoolOptions());
    WasmOptions copy = new WasmOptions(options);
    options.getPool().setMaxSize(1);
    assertThat(copy.getDeadline()).isEqualTo(Duration.ofNanos(999));
    assertThat(copy.getPool().getMaxSize()).isEqualTo(WasmPoolOptions.DEFAULT_MAX_SIZE);
  }

  @Test
  void nothingIsTheDefaults() {
    assertThat(new WasmOptions(new JsonObject()).toJson())
        .isEqualTo(new WasmOptions().toJson())
        .isEqualTo(new JsonObject().put("tracing", "propagate"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"dedline": 5}|options: found [dedline], which is none of [name, concurrency,
          {"deadline": 0}|options.deadline: expected an integer from 1 or more, found 0
          {"deadline": "5s"}|options.deadline: expected an integer from 1 or more, found "5s"
          {"maxCalls": 1.5}|options.maxCalls: expected an integer from 1 to 2147483647, found 1.5
          {"maxCalls": 9999999999}|options.maxCalls: expected an integer from 1 to 2147483647, found 9999999999
          {"concurrency": "parallel"}|options.concurrency: expected one of ["serial", "interleaved"], found "parallel"
          {"pool": 3}|options.pool: expected an object, found 3
          {"pool": {"reuse": "never"}}|options.pool.reuse: expected one of ["restored", "fresh", "kept"], found "never"
          {"limits": {"maxPages": 3}}|options.limits: found [maxPages], which is none of [maxMemoryPages,
          """)
  void whatItDoesNotSayIsToldWhereAndWhat(String json, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WasmOptions(new JsonObject(json)))
        .withMessageStartingWith(message);
  }

  @Test
  void theyHaveAnInstanceMadeSo(Vertx vertx) {
    Promise<Integer> price = Promise.promise();
    VertxWasm shop =
        await(
            VertxWasm.builder(
                    vertx,
                    new WasmOptions().setName("till").setMaxQueuedCalls(0).setDeadline(millis(5)),
                    instance(price.future()))
                .build());
    assertThat(shop.name()).isEqualTo("till");
    Future<Integer> first = shop.call("total", Integer.class, 1);
    assertThatThrownBy(() -> await(shop.call("total", Integer.class, 1)))
        .isInstanceOf(CallRejectedException.class);
    assertThatThrownBy(() -> await(first)).isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void theyHaveAPoolMadeSo(Vertx vertx) {
    VertxWasm shop =
        await(
            VertxWasm.builder(
                    vertx,
                    new WasmOptions().setPool(new WasmPoolOptions().setMinSize(2).setMaxSize(3)),
                    instance(Future.succeededFuture(4)))
                .build());
    assertThat(shop.callee())
        .isInstanceOfSatisfying(
            InstancePool.class,
            pool -> {
              assertThat(pool.maxSize()).isEqualTo(3);
              assertThat(pool.use().instances()).isEqualTo(2);
            });
    assertThat(await(shop.call("total", Integer.class, 2))).isEqualTo(8);
  }

  private static AsyncInstance.Builder instance(Future<Integer> price) {
    return AsyncInstance.builder(Shop.MODULE)
        .imports(AsyncImports.builder().suspending("env", "price", call -> price).build());
  }

  private static Duration millis(long time) {
    return Duration.ofMillis(time);
  }

  @Test
  void modulesAreLoadedFromFilesAndTheClassPath(Vertx vertx, @TempDir Path folder) {
    String onClassPath = "dev/heddle/vertx/shop.wasm";
    assertThat(await(VertxWasm.load(vertx, onClassPath)).exports())
        .isEqualTo(Shop.MODULE.exports());
    Buffer bytes = await(vertx.fileSystem().readFile(onClassPath));
    String file = folder.resolve("shop.wasm").toString();
    await(vertx.fileSystem().writeFile(file, bytes));
    assertThat(await(VertxWasm.load(vertx, file)).exports()).isEqualTo(Shop.MODULE.exports());
  }

  @Test
  void aModuleThatIsNoneIsNamed(Vertx vertx, @TempDir Path folder) {
    assertThatThrownBy(() -> await(VertxWasm.load(vertx, "nowhere.wasm")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class)
        .hasMessageContaining("nowhere.wasm");
    String file = folder.resolve("letter.wasm").toString();
    await(vertx.fileSystem().writeFile(file, Buffer.buffer("Dear Sir,")));
    assertThatThrownBy(() -> await(VertxWasm.load(vertx, file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": magic header not detected (module, offset 0x0)")
        .hasCauseInstanceOf(MalformedModuleException.class);
  }
}
