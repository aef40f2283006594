package dev.heddle.examples.go;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiLibrary;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmModule;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/** A plugin that tells prices, and may be replaced by another while it is asked. Thread-safe. */
final class PricePlugin {

  /** How long those in the queue of a plugin that was replaced may take. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** A price, and which version of the plugin has told it. */
  record Price(int version, int cents) {}

  private final Wasi wasi;
  private final AtomicReference<WasiLibrary> current;

  private PricePlugin(Wasi wasi, WasiLibrary first) {
    this.wasi = wasi;
    this.current = new AtomicReference<>(first);
  }

  /**
   * Starts the first one.
   *
   * @param listPrice what plugins ask the host for, which may take its time
   */
  static Mono<PricePlugin> start(WasmModule module, AsyncHostFunction listPrice) {
    Wasi wasi =
        Wasi.builder()
            .imports(AsyncImports.builder().suspending("shop", "list_price", listPrice).build())
            .build();
    return wasi.library(module).map(first -> new PricePlugin(wasi, first));
  }

  Mono<Price> price(int article, int quantity) {
    return Mono.defer(() -> {
      WasiLibrary asked = current.get();
      return asked
          .instance()
          .mono(call -> price(call.instance(), article, quantity))
          // it was replaced before it began
          .onErrorResume(
              InstanceClosedException.class,
              closed -> asked == current.get() ? Mono.error(closed) : price(article, quantity));
    });
  }

  private static Price price(Instance plugin, int article, int quantity) {
    int cents = plugin.function("price").callInt(article, quantity);
    return new Price(plugin.function("version").callInt(), cents);
  }

  /**
   * Starts another, which is asked from then on; those before it may answer what they were asked.
   */
  Mono<Void> replace(WasmModule module) {
    return wasi.library(module).flatMap(fresh -> current.getAndSet(fresh).close(GRACE));
  }

  Mono<Void> close() {
    return Mono.defer(() -> current.get().close());
  }
}
