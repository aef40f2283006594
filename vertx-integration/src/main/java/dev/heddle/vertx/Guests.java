package dev.heddle.vertx;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Callee;
import dev.heddle.async.InstancePool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What calls are made through: an instance or a pool, and how it ends. Thread-safe. */
sealed interface Guests {

  static Guests of(AsyncInstance instance) {
    return new One(instance);
  }

  static Guests of(InstancePool pool) {
    return new Many(pool);
  }

  /** The same, to be called. */
  Callee callee();

  /** How many instances there are. */
  int instances();

  /** How many there may be. */
  int size();

  /** Stops all calls; completes when they have unwound. */
  CompletableFuture<?> close();

  /** Stops what has not ended after a time; completes when all calls have unwound. */
  CompletableFuture<?> close(Duration grace);

  /** One instance. */
  record One(AsyncInstance callee) implements Guests {

    @Override
    public int instances() {
      return callee.closed().isDone() ? 0 : 1;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public CompletableFuture<@Nullable Void> close() {
      callee.close();
      return callee.closed();
    }

    @Override
    public CompletableFuture<@Nullable Void> close(Duration grace) {
      return callee.close(grace);
    }
  }

  /** A pool of instances. */
  record Many(InstancePool callee) implements Guests {

    @Override
    public int instances() {
      return callee.use().instances();
    }

    @Override
    public int size() {
      return callee.maxSize();
    }

    @Override
    public CompletableFuture<@Nullable Void> close() {
      callee.close();
      return callee.closed().toFuture();
    }

    @Override
    public CompletableFuture<@Nullable Void> close(Duration grace) {
      return callee.close(grace).toFuture();
    }
  }
}
