package dev.heddle.wasm;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A switch by which other threads stop running calls.
 *
 * <p>{@link #run} binds it to the current thread for the time of an action; every guest call made
 * within, nested ones included, polls it when it enters a function and when it jumps backwards, and
 * throws the given exception soon after {@link #interrupt} was called. Guests cannot catch it. Host
 * code that waits on behalf of a guest is not woken by it; that is for who makes it wait.
 *
 * <p>Thread-safe: any thread may interrupt, and only the first time counts.
 */
public final class CallControl {

  private static final ScopedValue<CallControl> CURRENT = ScopedValue.newInstance();

  private static final CallControl NEVER_INTERRUPTED = new CallControl();

  private volatile @Nullable CallInterruptedException cause;

  /** A switch that has not been used yet. */
  public CallControl() {}

  /**
   * The switch that is bound to the current thread, or one that nobody can use if there is none.
   */
  public static CallControl current() {
    return CURRENT.orElse(NEVER_INTERRUPTED);
  }

  /**
   * Stops the calls that run under this switch.
   *
   * @param cause what the calls shall throw
   * @return whether this was the first time; if not, the first cause stays
   */
  public boolean interrupt(CallInterruptedException cause) {
    Objects.requireNonNull(cause, "cause");
    synchronized (this) {
      if (this.cause != null) {
        return false;
      }
      this.cause = cause;
      return true;
    }
  }

  /** Whether {@link #interrupt} has been called. */
  public boolean isInterrupted() {
    return cause != null;
  }

  /**
   * Throws what {@link #interrupt} was given, if it was called.
   *
   * @throws CallInterruptedException if the switch was used
   */
  public void check() {
    CallInterruptedException thrown = cause;
    if (thrown != null) {
      throw thrown;
    }
  }

  /**
   * Runs an action on the current thread with this switch bound.
   *
   * @return what the action returned
   * @throws Exception what the action threw
   */
  public <T extends @Nullable Object> T run(Callable<T> action) throws Exception {
    return ScopedValue.where(CURRENT, this).call(action::call);
  }
}
