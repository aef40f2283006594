package dev.heddle.vertx;

import dev.heddle.async.CallCancelledException;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A guest call that has been started: its result to come, and the means to stop it.
 *
 * <p>Thread-safe. Vert.x futures cannot be cancelled, hence this pair.
 *
 * @param <R> the type of the result
 */
public final class VertxCall<R extends @Nullable Object> {

  private final CompletableFuture<R> call;
  private final Future<R> future;

  VertxCall(CompletableFuture<R> call, ContextInternal context) {
    this(call, context, failure -> {});
  }

  /**
   * A call that somebody else hears of, too.
   *
   * @param ended is told of its end, with what it failed with or null, before the caller is
   */
  VertxCall(
      CompletableFuture<R> call,
      ContextInternal context,
      Consumer<? super @Nullable Throwable> ended) {
    this.call = call;
    PromiseInternal<R> result = context.promise();
    this.future = result.future();
    var _ =
        call.whenComplete((value, failure) -> {
          ended.accept(failure);
          if (failure == null) {
            result.tryComplete(value);
          } else {
            result.tryFail(reason(failure));
          }
        });
  }

  /** The bridge keeps to java.util.concurrent's word for a cancelled future; Vert.x has none. */
  static Throwable reason(Throwable failure) {
    if (!(failure instanceof CancellationException)) {
      return failure;
    }
    return failure.getCause() instanceof CallCancelledException cancelled
        ? cancelled
        : new CallCancelledException(
            "the call was cancelled while it waited for an instance, or ran");
  }

  /**
   * The result, delivered on the context on which the call was made, once the guest has unwound. A
   * call that failed fails it with the very object that was thrown.
   */
  public Future<R> future() {
    return future;
  }

  /**
   * Stops the call, wherever it is: queued, running or waiting. Does nothing if it has ended. The
   * future then fails with {@link CallCancelledException}.
   */
  public void cancel() {
    call.cancel(true);
  }
}
