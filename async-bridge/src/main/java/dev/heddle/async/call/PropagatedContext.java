package dev.heddle.async.call;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** A caller's context with its thread locals. Used only where the library for it is there. */
record PropagatedContext(ContextView view, ContextSnapshot locals) implements CallerContext {

  private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder().build();

  /** Whether the library is there; fails with {@link NoClassDefFoundError} if it is not. */
  static boolean isUsable() {
    return ContextRegistry.getInstance() != null;
  }

  static CallerContext of(ContextView view) {
    if (ContextRegistry.getInstance().getThreadLocalAccessors().isEmpty()) {
      return new Plain(view);
    }
    // what the subscriber's context has counts more than what its thread has
    ContextSnapshot locals = FACTORY.captureAll(view);
    return new PropagatedContext(locals.updateContext(Context.of(view)), locals);
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // the thread ends with the call
  public void enter() {
    var _ = locals.setThreadLocals();
  }
}
