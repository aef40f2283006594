package dev.heddle.vertx;

import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.GuestTask;
import dev.heddle.bind.AsyncReturn;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Lets methods of bound interfaces return Vert.x futures; it is found as a service and need not be
 * registered.
 *
 * <p>Stateless and thread-safe. The future completes on the context on which the method is called,
 * or, on a thread of no context, on the thread of the call.
 */
public final class VertxFutureReturn implements AsyncReturn {

  /** Called by the service loader. */
  public VertxFutureReturn() {}

  @Override
  public Class<?> type() {
    return Future.class;
  }

  @Override
  public <T extends @Nullable Object> Object start(
      Callee callee, CallOptions options, GuestTask<T> task) {
    Context outer = CallContext.current();
    Context context = outer == null ? Vertx.currentContext() : outer;
    if (context != null) {
      return new VertxCall<>(callee.future(options, CallContext.bind(context, task)), context)
          .future();
    }
    return Future.fromCompletionStage(callee.<T>future(options, task))
        .recover(failure -> Future.failedFuture(VertxCall.reason(failure)));
  }
}
