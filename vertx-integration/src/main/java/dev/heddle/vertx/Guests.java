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

  /** Stops all calls. */
  void close();

  /** Stops what has not ended after a time. */
  void close(Duration grace);

  /** Completes when it was closed and all calls have unwound. */
  CompletableFuture<?> closed();

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
    public void close() {
      callee.close();
    }

    @Override
    public void close(Duration grace) {
      var _ = callee.close(grace);
    }

    @Override
    public CompletableFuture<@Nullable Void> closed() {
      return callee.closed();
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
    public void close() {
      callee.close();
    }

    @Override
    public void close(Duration grace) {
      var _ = callee.close(grace).subscribe();
    }

    @Override
    public CompletableFuture<@Nullable Void> closed() {
      return callee.closed().toFuture();
    }
  }
}
