package dev.heddle.vertx;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The guest of these tests: see {@code shop.wat}. */
final class Shop {

  static final WasmModule MODULE = load();

  private static final long PATIENCE_SECONDS = 60;

  private Shop() {}

  private static WasmModule load() {
    try (InputStream bytes = Objects.requireNonNull(Shop.class.getResourceAsStream("shop.wasm"))) {
      return WasmModule.load(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A shop whose prices come from the given import. */
  static VertxWasm open(Vertx vertx, AsyncHostFunction price) {
    return await(
        VertxWasm.builder(
                vertx,
                AsyncInstance.builder(MODULE)
                    .imports(AsyncImports.builder().suspending("env", "price", price).build()))
            .build());
  }

  /** Waits for a future on the test's thread, and throws what it failed with. */
  static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw Shop.<RuntimeException>unchecked(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for something that happens by itself. */
  static void until(BooleanSupplier happened) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it has not happened in " + PATIENCE_SECONDS + " s");
      }
      Thread.onSpinWait();
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the same object
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }
}
