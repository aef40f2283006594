package dev.heddle.async;

import dev.heddle.wasm.Snapshot;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** An instance of a pool, and whether it may be leased again. Thread-safe. */
final class PoolMember {

  /**
   * How long calls that were told to stop may take to unwind, before the instance is given up: a
   * host function may block.
   */
  private static final Duration UNWINDING = Duration.ofSeconds(5);

  private final AsyncInstance instance;
  private final Reuse reuse;
  private final @Nullable Snapshot start;
  private volatile boolean spent;

  /**
   * A member that was not leased yet.
   *
   * @param start what it is put back to, if it is
   */
  PoolMember(AsyncInstance instance, Reuse reuse, @Nullable Snapshot start) {
    this.instance = instance;
    this.reuse = reuse;
    this.start = start;
  }

  AsyncInstance instance() {
    return instance;
  }

  /** Whether it is not to be leased again. */
  boolean isSpent() {
    return spent;
  }

  /** Makes it ready for the next one, or spends it. */
  Mono<Void> comeBack() {
    return Mono.fromFuture(
            () -> instance.stopAll("its instance went back to the pool", UNWINDING), true)
        .then(Mono.defer(this::clean))
        .onErrorResume(failure -> {
          spent = true;
          return Mono.empty();
        });
  }

  private Mono<Void> clean() {
    switch (reuse) {
      case RESTORED -> {
        CompletableFuture<@Nullable Void> restored =
            instance.restore(Objects.requireNonNull(start, "start"));
        return Mono.fromFuture(restored, true).then();
      }
      case FRESH -> spent = true;
      case KEPT -> spent = instance.isDisturbed();
    }
    return Mono.empty();
  }

  /** Closes it; completes when its calls have unwound. */
  Mono<Void> end() {
    instance.close();
    return Mono.fromFuture(instance.closed(), true).then();
  }
}
