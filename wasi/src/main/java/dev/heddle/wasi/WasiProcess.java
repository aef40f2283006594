package dev.heddle.wasi;

import dev.heddle.async.AsyncImports;
import dev.heddle.wasi.descriptor.Descriptor;
import dev.heddle.wasi.function.Guest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
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
    return Mono.fromFuture(this::closeAsync);
  }

  /** The same, at once, as a future. */
  public CompletableFuture<@Nullable Void> closeAsync() {
    CompletableFuture<@Nullable Void> all = CompletableFuture.completedFuture(null);
    for (Descriptor each : guest.descriptors().removeAll()) {
      all = all.thenCompose(done -> each.close()).<@Nullable Void>handle((done, failure) -> null);
    }
    return all;
  }
}
