package dev.heddle.async;

import java.util.List;

/**
 * Where a guest waited for something that failed: it is suppressed in that failure, whose own stack
 * trace tells but where it was made, on another thread mostly.
 *
 * <p>It is never thrown. Its stack trace shows the guest's functions by name, and the host
 * function's frames. A failure gets one for each call that waits for it, {@value #MOST} at the
 * most; none if it was made without suppression, if it was made by the host function itself, or if
 * it is an order to stop. Thread-safe.
 */
public final class AwaitTrace extends Exception {

  private static final long serialVersionUID = 1;

  /** How many a failure may have: it may be one object that is thrown again and again. */
  public static final int MOST = 4;

  /**
   * One that shows a stack.
   *
   * @param message who waited for what
   * @param trace where
   */
  public AwaitTrace(String message, List<StackTraceElement> trace) {
    super(message, null, false, true);
    setStackTrace(trace.toArray(new StackTraceElement[0]));
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
