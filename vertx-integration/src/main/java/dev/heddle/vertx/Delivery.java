package dev.heddle.vertx;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.FutureInternal;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A result that Vert.x contexts have to deliver to a waiting call.
 *
 * <p>What is to run on a context that has ended is dropped, often without a word. The delivery
 * fails then, so that nobody waits for ever. Event loops end with their Vert.x; the threads of a
 * worker verticle, for all it knows, with the verticle.
 *
 * <p>Thread-safe.
 */
final class Delivery<T extends @Nullable Object> extends CompletableFuture<T>
    implements Completable<T> {

  private Delivery() {}

  /** A stage that completes as the future does; at once if the future is complete. */
  static <T extends @Nullable Object> CompletionStage<T> of(Future<T> future) {
    if (future.succeeded()) {
      return completedFuture(future.result());
    }
    if (future.failed()) {
      return failedFuture(future.cause());
    }
    Delivery<T> delivery = new Delivery<>();
    delivery.follow(future);
    return delivery;
  }

  /** A stage that completes as the operation does, which is started on the context. */
  static <T extends @Nullable Object> CompletionStage<T> of(
      ContextInternal context, Supplier<Future<T>> operation) {
    Delivery<T> delivery = new Delivery<>();
    delivery.dependOn(context);
    try {
      context.runOnContext(ignored -> delivery.start(operation));
    } catch (Throwable refused) {
      delivery.end(context, refused);
    }
    return delivery;
  }

  /**
   * A stage that somebody else completes, and that fails if the context ends before. Who has no
   * more to wait for completes it.
   */
  static <T extends @Nullable Object> Delivery<T> on(ContextInternal context) {
    Delivery<T> delivery = new Delivery<>();
    delivery.dependOn(context);
    return delivery;
  }

  private void start(Supplier<Future<T>> operation) {
    if (isDone()) {
      return; // Nobody waits any more.
    }
    try {
      follow(
          Objects.requireNonNull(
              operation.get(), "the operation to wait for returned null, expected a Future"));
    } catch (Throwable failure) {
      completeExceptionally(failure);
    }
  }

  private void follow(Future<T> future) {
    ContextInternal context =
        future instanceof FutureInternal<T> internal ? internal.context() : null;
    if (context != null) {
      dependOn(context);
    }
    try {
      future.onComplete(this);
    } catch (Throwable refused) {
      end(context, refused);
    }
  }

  @Override
  public void complete(T result, @Nullable Throwable failure) {
    if (failure == null) {
      complete(result);
    } else {
      completeExceptionally(failure);
    }
  }

  private void dependOn(ContextInternal context) {
    EventLoopEnd end = EventLoopEnd.of(context.nettyEventLoop());
    Runnable fail = () -> end(context, null);
    end.add(fail);
    var _ = whenComplete((result, failure) -> end.remove(fail));
    CloseFuture verticle = context.closeFuture();
    if (context.threadingModel() != ThreadingModel.EVENT_LOOP
        && !verticle.equals(context.owner().closeFuture())) {
      dependOn(verticle, fail);
    }
  }

  private void dependOn(CloseFuture verticle, Runnable fail) {
    Closeable hook =
        closed -> {
          // Its other hooks may still deliver what this is about.
          verticle.future().onComplete(any -> fail.run());
          closed.succeed();
        };
    if (verticle.add(hook)) {
      var _ = whenComplete((result, failure) -> verticle.remove(hook));
    } else {
      verticle.future().onComplete(any -> fail.run());
    }
  }

  private void end(@Nullable ContextInternal context, @Nullable Throwable cause) {
    completeExceptionally(
        new IllegalStateException(
            "what the call waits for will never come: its Vert.x, or its worker verticle, is closed"
                + (context == null ? "" : ", and " + describe(context) + " has ended"),
            cause));
  }

  private static String describe(ContextInternal context) {
    String deployment = context.deploymentID();
    return "the "
        + context.threadingModel()
        + " context of "
        + (deployment == null ? "no verticle" : "verticle " + deployment);
  }
}
