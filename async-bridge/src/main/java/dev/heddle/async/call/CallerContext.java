package dev.heddle.async.call;

import reactor.util.context.ContextView;

/**
 * What goes along with a call from who made it: the Reactor context, and the thread locals of which
 * {@code io.micrometer:context-propagation} knows, where that is there. Immutable and thread-safe.
 */
sealed interface CallerContext permits CallerContext.Plain, PropagatedContext {

  /** Without thread locals. */
  record Plain(ContextView view) implements CallerContext {
    @Override
    public void enter() {}
  }

  /** The Reactor context, thread locals that have a place in it included. */
  ContextView view();

  /** Sets the thread locals of the current thread, which is the call's and ends with it. */
  void enter();

  /** That of the current thread, which makes a call. */
  static CallerContext of(ContextView view) {
    return Library.IS_THERE ? PropagatedContext.of(view) : new Plain(view);
  }

  /** Whether there is the optional library. */
  final class Library {

    static final boolean IS_THERE = isThere();

    private Library() {}

    private static boolean isThere() {
      try {
        return PropagatedContext.isUsable();
      } catch (NoClassDefFoundError e) {
        return false;
      }
    }
  }
}
