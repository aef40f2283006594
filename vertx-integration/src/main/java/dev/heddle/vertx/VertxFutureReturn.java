package dev.heddle.vertx;

import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.GuestTask;
import dev.heddle.bind.AsyncReturn;
import dev.heddle.vertx.call.CallContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets methods of bound interfaces return Vert.x futures; it is found as a service and need not be
 * registered.
 *
 * <p>Stateless and thread-safe. The future completes on the context on which the method is called,
 * or, on a thread of no context, on the thread of the call.
 */
public final class VertxFutureReturn implements AsyncReturn {

  private final Supplier<@Nullable ContextInternal> contexts;
  private final Starter starter;

  /** How a call is started. */
  @FunctionalInterface
  interface Starter {

    <T extends @Nullable Object> VertxCall<T> start(
        Callee callee, ContextInternal context, CallOptions options, GuestTask<T> task);
  }

  /** Called by the service loader. */
  public VertxFutureReturn() {
    this(VertxFutureReturn::ofThisThread, VertxFutureReturn::startUnseen);
  }

  /** One whose calls are started by somebody who sees them. */
  VertxFutureReturn(Supplier<@Nullable ContextInternal> contexts, Starter starter) {
    this.contexts = contexts;
    this.starter = starter;
  }

  private static @Nullable ContextInternal ofThisThread() {
    ContextInternal outer = CallContext.current();
    return outer == null ? (ContextInternal) Vertx.currentContext() : outer;
  }

  private static <T extends @Nullable Object> VertxCall<T> startUnseen(
      Callee callee, ContextInternal context, CallOptions options, GuestTask<T> task) {
    return new VertxCall<>(callee.future(options, CallContext.bind(context, task)), context);
  }

  @Override
  public Class<?> type() {
    return Future.class;
  }

  @Override
  public <T extends @Nullable Object> Object start(
      Callee callee, CallOptions options, GuestTask<T> task) {
    ContextInternal context = contexts.get();
    if (context != null) {
      return starter.start(callee, context, options, task).future();
    }
    return Future.fromCompletionStage(callee.<T>future(options, task))
        .recover(failure -> Future.failedFuture(VertxCall.reason(failure)));
  }
}
