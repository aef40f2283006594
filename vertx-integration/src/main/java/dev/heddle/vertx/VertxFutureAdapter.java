package dev.heddle.vertx;

import dev.heddle.async.AwaitAdapter;
import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;

/**
 * Makes the bridge wait for Vert.x futures; it is found as a service and need not be registered.
 *
 * <p>Stateless and thread-safe. A Vert.x future cannot be cancelled: when a call is, the operation
 * behind the future goes on and its outcome is dropped. The stage fails with {@link
 * IllegalStateException} when Vert.x can deliver the outcome no more, because it was closed.
 */
public final class VertxFutureAdapter implements AwaitAdapter {

  /** Called by the service loader. */
  public VertxFutureAdapter() {}

  @Override
  public boolean accepts(Object awaitable) {
    return awaitable instanceof Future<?>;
  }

  @Override
  public CompletionStage<?> toStage(Object awaitable) {
    return Delivery.of((Future<?>) awaitable);
  }

  /** Lets go of what watches over the delivery. */
  @Override
  public void cancel(Object awaitable, CompletionStage<?> stage) {
    stage.toCompletableFuture().cancel(false);
  }
}
