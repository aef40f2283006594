package dev.heddle.vertx;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstanceLease;
import dev.heddle.async.InstancePool;
import dev.heddle.vertx.call.Observer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How a guest is to be made. Not thread-safe. */
sealed interface Plan {

  /** The same, whose imports have spans. */
  Plan traced();

  /**
   * Makes it; may block. Cancelling the future stops its start functions, and the future fails when
   * they have unwound.
   */
  CompletableFuture<Guests> make();

  /** An instance. */
  record OfInstance(AsyncInstance.Builder builder) implements Plan {

    @Override
    public Plan traced() {
      return new OfInstance(builder.copy().listener(Observer.imports()));
    }

    @Override
    public CompletableFuture<Guests> make() {
      CompletableFuture<AsyncInstance> instance = builder.buildAsync();
      return new Made(() -> instance.cancel(true)).of(instance, Guests::of);
    }
  }

  /** A pool, of which one instance is made at least. */
  record OfPool(InstancePool.Builder builder) implements Plan {

    @Override
    public Plan traced() {
      return new OfPool(builder.copy().listener(Observer.imports()));
    }

    @Override
    public CompletableFuture<Guests> make() {
      InstancePool pool = builder.build();
      Mono<InstancePool> first =
          pool.warmUp()
              .then(pool.acquire())
              .flatMap(InstanceLease::release)
              .thenReturn(pool)
              .onErrorResume(failure -> {
                pool.close();
                return pool.closed().then(Mono.error(failure));
              });
      return new Made(pool::close).of(first.toFuture(), Guests::of);
    }
  }

  /** What cannot be cancelled at once, as it has to unwind. */
  final class Made extends CompletableFuture<Guests> {

    private final Runnable stop;

    Made(Runnable stop) {
      this.stop = stop;
    }

    <T> CompletableFuture<Guests> of(
        CompletableFuture<? extends @Nullable T> source, Function<T, Guests> guests) {
      var _ =
          source.whenComplete((made, failure) -> {
            if (failure == null) {
              complete(guests.apply(Objects.requireNonNull(made)));
            } else {
              completeExceptionally(failure);
            }
          });
      return this;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      stop.run();
      return true;
    }
  }
}
