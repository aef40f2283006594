package dev.heddle.vertx;

import dev.heddle.async.GuestTask;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The Vert.x context of the running call, kept for the call's thread. */
final class CallContext {

  private static final ScopedValue<Context> CURRENT = ScopedValue.newInstance();

  private CallContext() {}

  /** The context of the call that runs on this thread, or {@code null}. */
  static @Nullable Context current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /**
   * The context that something started by the current thread belongs to. For a guest that calls
   * another guest it is the first caller's: asking Vert.x on a virtual thread would make a new one.
   */
  static Context forCaller(Vertx vertx) {
    Context call = current();
    return call != null && call.owner() == vertx ? call : vertx.getOrCreateContext();
  }

  /** The task, which finds {@code context} as the current one when it runs. */
  static <T extends @Nullable Object> GuestTask<T> bind(Context context, GuestTask<T> task) {
    return call ->
        ScopedValue.where(CURRENT, context)
            .call((ScopedValue.CallableOp<T, Exception>) () -> task.run(call));
  }
}
