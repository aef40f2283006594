package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The calls into guests that a thread has begun and not ended: one within the other, with host
 * functions between them.
 *
 * <p>Used by that thread alone.
 */
public final class Nesting {

  private static final ThreadLocal<Nesting> OF_THREAD =
      new ThreadLocal<>() {
        @Override
        protected Nesting initialValue() {
          return new Nesting();
        }
      };

  /**
   * The innermost call: a field, since whoever sets it back may do so where the stack is full and a
   * call would not fit on it.
   */
  public @Nullable Activation innermost;

  /** The call for which the thread is but a piece of its stack. */
  @Nullable Segments segments;

  private @Nullable Throwable madeElsewhere;

  private Nesting() {}

  /** How many there are. */
  public int depth() {
    Activation last = innermost;
    return last == null ? 0 : last.nesting();
  }

  /** Whether the innermost of them is asking somebody for more fuel. */
  public boolean isRefilling() {
    Activation last = innermost;
    return last != null && last.refilling;
  }

  /** The innermost call, for who is on another thread and knows that this one is parked. */
  public @Nullable Activation innermost() {
    return innermost;
  }

  /** Says that what a host function is about to throw was not made on this thread. */
  public void madeElsewhere(Throwable thrown) {
    madeElsewhere = thrown;
  }

  /** Whether that was said of what was thrown. */
  @SuppressWarnings("ReferenceEquality") // only of the object itself
  boolean isFromElsewhere(Throwable thrown) {
    return madeElsewhere == thrown;
  }

  /** That of the current thread. */
  public static Nesting ofThread() {
    return OF_THREAD.get();
  }
}
