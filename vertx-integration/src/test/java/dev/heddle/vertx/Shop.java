package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The guest of these tests: see {@code shop.wat}. */
final class Shop {

  static final WasmModule MODULE = load();

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
}
