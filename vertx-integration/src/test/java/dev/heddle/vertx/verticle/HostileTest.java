package dev.heddle.vertx.verticle;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.capability.Capabilities;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest that calls all there is with whatever comes to its mind: it is answered, or traps. */
@ExtendWith(VertxExtension.class)
class HostileTest {

  /** Ten, or as many as {@code -Dheddle.hostileRounds} says. */
  private static final int ROUNDS = Integer.getInteger("heddle.hostileRounds", 10);

  private static final int LONGEST_CALL = 40;

  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    8,
    16,
    20,
    40,
    60,
    100,
    1_000,
    65_530,
    65_536,
    65_537,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    -1,
    -4,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final Logger LOG = Logger.getLogger("guests.hostile");

  @BeforeAll
  static void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @TempDir Path parent = Path.of("");

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everythingIsAnsweredOrTraps(int seed, Vertx vertx) throws Exception {
    Path directory = Files.createDirectory(parent.resolve("granted"));
    WasmModule module = await(VertxWasm.load(vertx, "dev/heddle/vertx/verticle/hostile.wasm"));
    VertxWasm guest =
        await(
            VertxWasm.builder(
                    vertx, AsyncInstance.builder(module).imports(imports(vertx, module, directory)))
                .build());
    Random random = new Random(seed);

    for (int round = 0; round < ROUNDS; round++) {
      CallOptions options = CallOptions.defaults().withDeadline(Duration.ofMillis(20));
      try {
        await(
            guest
                .start(
                    options,
                    call -> {
                      for (int i = 0; i < LONGEST_CALL; i++) {
                        call(call.instance()::function, module, random);
                      }
                      return 0;
                    })
                .future());
      } catch (DeadlineExceededException asleep) {
        // A guest may sleep for as long as it likes.
      }
    }

    long[] now = await(guest.run(call -> call.instance().function("heddle_timers.now").call()));
    assertThat(now[0]).isPositive();
    try (var entries = Files.list(parent)) {
      assertThat(entries).containsExactly(directory);
    }
  }

  private static void call(Functions functions, WasmModule module, Random random) {
    List<ExportType> exports =
        module.exports().stream().filter(export -> export.type() instanceof FunctionType).toList();
    ExportType export = exports.get(random.nextInt(exports.size()));
    FunctionType type = (FunctionType) export.type();
    long[] arguments =
        type.parameters().stream()
            .mapToLong(parameter -> {
              long number = NUMBERS[random.nextInt(NUMBERS.length)];
              return parameter.equals(NumberType.I32) ? number & 0xffff_ffffL : number;
            })
            .toArray();
    try {
      functions.get(export.name()).call(arguments);
    } catch (TrapException outOfBounds) {
      assertThat(outOfBounds)
          .hasMessageStartingWith("out of bounds memory access: " + export.name() + ": ");
    }
  }

  @FunctionalInterface
  private interface Functions {
    WasmFunction get(String name);
  }

  private static AsyncImports imports(Vertx vertx, WasmModule module, Path directory) {
    AsyncImports.Builder imports =
        AsyncImports.builder()
            .addAll(
                Capabilities.builder(vertx)
                    .grants(
                        new JsonObject(
                                """
                                {
                                  "timers": {},
                                  "httpClient": {"hosts": ["*:*"]},
                                  "eventBus": {"send": ["*"], "publish": ["*"], "request": ["*"]},
                                  "sharedData": {"maps": ["map", "file", ""], "counters": ["map", ""]},
                                  "config": {"file": 1},
                                  "log": {"logger": "guests.hostile"}
                                }
                                """)
                            .put(
                                "files",
                                new JsonObject()
                                    .put("directory", directory.toString())
                                    .put("readOnly", false)))
                    .build());
    MessageImports.addTo(imports, new Listening(module, new WasmVerticleOptions()));
    return imports.build();
  }
}
