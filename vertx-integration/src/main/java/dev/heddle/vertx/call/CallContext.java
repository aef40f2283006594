package dev.heddle.vertx.call;

import dev.heddle.async.GuestCall;
import dev.heddle.async.GuestTask;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x context of the running call, kept for the call's thread: the bridge's imports find it,
 * and so does Vert.x itself, for which it is {@link Vertx#currentContext()}.
 */
public final class CallContext {

  private static final ScopedValue<CallContext> CURRENT = ScopedValue.newInstance();

  private final ContextInternal context;
  private final @Nullable ObservedCall call;

  private CallContext(ContextInternal context, @Nullable ObservedCall call) {
    this.context = context;
    this.call = call;
  }

  /** The context of the call that runs on this thread, or {@code null}. */
  public static @Nullable ContextInternal current() {
    return CURRENT.isBound() ? CURRENT.get().context : null;
  }

  /** The call that runs on this thread, if it is observed. */
  static @Nullable ObservedCall call() {
    return CURRENT.isBound() ? CURRENT.get().call : null;
  }

  /**
   * The context that something started by the current thread belongs to. For a guest that calls
   * another guest it is the first caller's.
   */
  public static ContextInternal forCaller(Vertx vertx) {
    ContextInternal call = current();
    return call != null && call.owner() == vertx
        ? call
        : (ContextInternal) vertx.getOrCreateContext();
  }

  /** The task, which finds {@code context} as the current one when it runs. */
  public static <T extends @Nullable Object> GuestTask<T> bind(
      ContextInternal context, GuestTask<T> task) {
    return new CallContext(context, null).bind(task);
  }

  /** The same for a call that is observed. */
  public static <T extends @Nullable Object> GuestTask<T> bind(
      ObservedCall observed, GuestTask<T> task) {
    return new CallContext(observed.context(), observed).bind(task);
  }

  private <T extends @Nullable Object> GuestTask<T> bind(GuestTask<T> task) {
    CallerMdc mdc = CallerMdc.ofThisThread();
    return guest -> {
      if (call != null) {
        call.begun();
      }
      mdc.enter();
      return run(guest, task);
    };
  }

  private <T extends @Nullable Object> T run(GuestCall guest, GuestTask<T> task) throws Exception {
    return ScopedValue.where(CURRENT, this)
        .call((ScopedValue.CallableOp<T, Exception>) () -> dispatch(guest, task));
  }

  private <T extends @Nullable Object> T dispatch(GuestCall guest, GuestTask<T> task)
      throws Exception {
    ContextInternal before = context.beginDispatch();
    try {
      return task.run(guest);
    } finally {
      context.endDispatch(before);
    }
  }
}
