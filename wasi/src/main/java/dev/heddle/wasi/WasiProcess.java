package dev.heddle.wasi;

import dev.heddle.async.AsyncImports;
import dev.heddle.wasi.descriptor.Descriptor;
import dev.heddle.wasi.function.Guest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What one guest has open, and what it imports: for instances that are more than a program that
 * runs once. A reactor's {@code _initialize} is called when its instance is made.
 *
 * <p>For one instance. To be closed when that is, and not before.
 */
public final class WasiProcess {

  private static final int SECONDS_TO_CLOSE = 1;

  private final Guest guest;
  private final AsyncImports imports;

  WasiProcess(Guest guest, AsyncImports imports) {
    this.guest = guest;
    this.imports = imports;
  }

  /** What the guest imports. */
  public AsyncImports imports() {
    return imports;
  }

  /** Completes when what the guest has written has arrived, however long that takes. */
  Mono<Void> written() {
    return Flux.fromIterable(guest.descriptors().all())
        .concatMap(each -> Mono.fromCompletionStage(each.written()))
        .then();
  }

  /**
   * Closes what the guest still has open; the guest must not run any more. Waits for a second at
   * most for streams that do not take what the guest has written.
   */
  public Mono<Void> close() {
    return Mono.fromFuture(this::closeAsync);
  }

  /** The same, at once, as a future. */
  public CompletableFuture<@Nullable Void> closeAsync() {
    CompletableFuture<@Nullable Void> all = CompletableFuture.completedFuture(null);
    for (Descriptor each : guest.descriptors().removeAll()) {
      all =
          all.thenCompose(done ->
                  each.close()
                      .toCompletableFuture()
                      .copy()
                      .orTimeout(SECONDS_TO_CLOSE, TimeUnit.SECONDS))
              .<@Nullable Void>handle((done, failure) -> null);
    }
    return all;
  }
}
