package dev.heddle.wasm;

import dev.heddle.wasm.runtime.Interruption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A switch by which other threads stop running calls.
 *
 * <p>{@link #run} binds it to the current thread for the time of an action; every guest call made
 * within, nested ones included, polls it when it enters a function and when it jumps backwards, and
 * throws the given exception soon after {@link #interrupt} was called. Guests cannot catch it. Host
 * code that waits on behalf of a guest is not woken by it; that is for who makes it wait. A switch
 * that is run within another one obeys that one, too. It may also carry the {@link Fuel} of the
 * calls, and know a way to {@linkplain #pause pause} them.
 *
 * <p>Thread-safe: any thread may interrupt, and only the first time counts.
 */
public final class CallControl {

  private static final CallControl NEVER_INTERRUPTED = new CallControl();

  private final Interruption interruption;

  /** A switch that has not been used yet. */
  public CallControl() {
    interruption = new Interruption(this, null, null);
  }

  /**
   * A switch that has not been used yet, for calls that metered instances pay with {@code fuel},
   * not with their own.
   */
  public CallControl(Fuel fuel) {
    interruption = new Interruption(this, fuel.supply(), null);
  }

  /**
   * A switch that has not been used yet, and that can pause the calls.
   *
   * @param pause what a call does on its own thread, in the middle of guest code, when it was asked
   *     to {@link #pause}: gives way to others, for example. It may block, and must not touch the
   *     guest; what it throws unwinds the guest
   */
  public CallControl(Runnable pause) {
    interruption = new Interruption(this, null, Objects.requireNonNull(pause, "pause"));
  }

  /**
   * A switch that has not been used yet, for calls that pay with {@code fuel} and can be paused.
   *
   * @param pause as for {@link #CallControl(Runnable)}
   */
  public CallControl(Fuel fuel, Runnable pause) {
    interruption = new Interruption(this, fuel.supply(), Objects.requireNonNull(pause, "pause"));
  }

  /** The switch that is bound to the current thread, or one that stops nothing if there is none. */
  public static CallControl current() {
    CallControl bound = Interruption.current().owner();
    return bound == null ? NEVER_INTERRUPTED : bound;
  }

  /**
   * Stops the calls that run under this switch.
   *
   * @param cause what the calls shall throw
   * @return whether this was the first time; if not, the first cause stays
   */
  public boolean interrupt(CallInterruptedException cause) {
    return interruption.stop(Objects.requireNonNull(cause, "cause"));
  }

  /**
   * Asks the calls that run under this switch to pause, when they next enter a function or jump
   * backwards, by doing what the switch was made with. Several requests before that are one.
   */
  public void pause() {
    interruption.raise();
  }

  /** Whether {@link #interrupt} has been called. */
  public boolean isInterrupted() {
    return interruption.isStopped();
  }

  /**
   * Throws what {@link #interrupt} was given, if it was called; pauses, if that was asked for.
   *
   * @throws CallInterruptedException if the switch was used
   */
  public void check() {
    interruption.check();
  }

  /**
   * Runs an action on the current thread with this switch bound. A switch that is bound already
   * goes on to stop and to pause the calls within, and its fuel is what they pay with, if this one
   * has none.
   *
   * @return what the action returned
   * @throws Exception what the action threw
   */
  public <T extends @Nullable Object> T run(Callable<T> action) throws Exception {
    return interruption.run(action);
  }

  /**
   * As {@link #run}, but what is bound already does not stop the calls within: for cleaning up
   * after a call that was stopped. Interrupt this switch after a while, or the guest may take its
   * time.
   *
   * @return what the action returned
   * @throws Exception what the action threw
   */
  public <T extends @Nullable Object> T runShielded(Callable<T> action) throws Exception {
    return interruption.runAlone(action);
  }
}
