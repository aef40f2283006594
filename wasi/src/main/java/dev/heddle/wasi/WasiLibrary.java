package dev.heddle.wasi;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncInstance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A library that runs: an instance together with what it was given, which end together.
 *
 * <p>{@code library.instance().snapshot()} is what others start from, see {@link
 * Wasi#library(dev.heddle.wasm.Snapshot)}. Thread-safe.
 */
public final class WasiLibrary {

  private final WasiProcess process;
  private final AsyncInstance instance;

  WasiLibrary(WasiProcess process, AsyncInstance instance) {
    this.process = process;
    this.instance = instance;
  }

  /** The instance. */
  public AsyncInstance instance() {
    return instance;
  }

  /** The exported function of this name, as {@link AsyncInstance#function(String)}. */
  public AsyncFunction function(String name) {
    return instance.function(name);
  }

  /**
   * Stops all its calls when subscribed to, and once they have unwound closes what it still has
   * open. Further closing does nothing.
   */
  public Mono<Void> close() {
    return close(() -> {
      instance.close();
      return instance.closed();
    });
  }

  /**
   * The same gently, for another to take its place: calls in flight and in the queue may end by
   * themselves within a time, and no more are made, as {@link AsyncInstance#close(Duration)}.
   */
  public Mono<Void> close(Duration grace) {
    return close(() -> instance.close(grace));
  }

  /** Completes when what the guest has written has arrived; none of its calls may run. */
  Mono<Void> written() {
    return process.written();
  }

  private Mono<Void> close(Supplier<CompletableFuture<@Nullable Void>> end) {
    return Mono.fromFuture(end, true).onErrorComplete().then(process.close());
  }
}
