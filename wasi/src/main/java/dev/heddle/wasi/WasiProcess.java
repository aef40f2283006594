package dev.heddle.wasi;

import dev.heddle.async.AsyncImports;
import dev.heddle.wasi.function.Guest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What one guest has open, and what it imports: for instances that are more than a program that
 * runs once. A reactor's {@code _initialize} is called when its instance is made.
 *
 * <p>For one instance. To be closed when that is, and not before.
 */
public final class WasiProcess {

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

  /** Closes what the guest still has open; the guest must not run any more. */
  public Mono<Void> close() {
    return Mono.defer(() ->
        Flux.fromIterable(guest.descriptors().removeAll())
            .concatMap(each -> Mono.fromCompletionStage(each.close()).onErrorComplete())
            .then());
  }
}
