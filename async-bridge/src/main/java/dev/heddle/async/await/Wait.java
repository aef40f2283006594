package dev.heddle.async.await;

import dev.heddle.wasm.CallControl;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One wait of a call for one asynchronous result.
 *
 * <p>It starts open, may then be parked once by the waiting thread, and ends once, either settled
 * by whoever completes the result or abandoned by whoever stops the call. The first of the two
 * wins, and the other's word is not heard (rule J7). Only a wait that ends after it was parked
 * resumes its waiter.
 *
 * @param <T> the type of the result
 */
public abstract class Wait<T extends @Nullable Object> {

  private sealed interface State {}

  private enum Mark implements State {
    OPEN,
    PARKED,
    /** By who stops the call, while it was open: the source is still to be cancelled. */
    ABANDONED,
    CANCELLED
  }

  private record Value(@Nullable Object value) implements State {}

  private record Failure(Throwable failure) implements State {}

  /** Null once the wait was given up, so that a source that outlives the call does not keep it. */
  private @Nullable Waiter waiter;

  private final AtomicReference<State> state = new AtomicReference<>(Mark.OPEN);

  /** What may end it early; set before others see it. Null once the wait was given up. */
  private @Nullable CallControl obeyed;

  /** A wait of {@code waiter}, not begun. */
  protected Wait(Waiter waiter) {
    this.waiter = waiter;
  }

  /** From now on it obeys this switch. Called once, before others see it. */
  public final void obey(CallControl control) {
    obeyed = control;
  }

  /** Whether an order given through this switch ends it. */
  @SuppressWarnings("ReferenceEquality") // a switch is itself and no other
  public final boolean obeys(CallControl control) {
    return obeyed == control;
  }

  /**
   * Asks for the result; it may come before this returns. Called on the waiting thread.
   *
   * <p>What asking throws is thrown here, and the wait is over.
   */
  public final void begin() {
    try {
      ask();
    } catch (Throwable thrown) {
      try {
        giveUp();
      } catch (Throwable other) {
        suppress(thrown, other);
      }
      throw thrown;
    }
  }

  /** Asks the source for the result. */
  protected abstract void ask();

  /** Tells the source that nobody waits for the result any more. */
  protected abstract void cancelSource();

  /** Ends a wait that was begun but would never end. A subscription is cancelled. */
  public void refuse() {
    giveUp();
  }

  /** Fails a wait that may be parked and would never end. Its source is let be. */
  public final void refuse(Throwable reason) {
    fail(reason);
  }

  /**
   * Lets go of all that belongs to the call, or that only the call needs: the wait was given up,
   * and its source may keep it for long.
   */
  protected void forget() {}

  /** What it waits for, if that is a call. */
  public @Nullable Waiter target() {
    return null;
  }

  /**
   * The result is there.
   *
   * @return whether this ended the wait
   */
  protected final boolean succeed(@Nullable Object value) {
    return settle(new Value(value));
  }

  /**
   * The result will never be there, for this reason.
   *
   * @return whether this ended the wait
   */
  protected final boolean fail(@Nullable Throwable failure) {
    return settle(
        new Failure(
            failure == null
                ? new NullPointerException("the source failed with null for a reason")
                : Failures.unwrapped(failure)));
  }

  private boolean settle(State result) {
    Waiter parked = waiter;
    Mark before = end(result);
    if (before == Mark.PARKED && parked != null) {
      parked.resume();
    }
    return before != null;
  }

  /**
   * The waiting thread is about to park.
   *
   * @return whether it shall; if not, the wait has ended already
   */
  public final boolean park() {
    return state.compareAndSet(Mark.OPEN, Mark.PARKED);
  }

  /** The waiting thread has done all that comes before parking, and may be resumed. */
  public void parking() {}

  /**
   * The waiting thread was about to park, and could not.
   *
   * @return whether the wait is open again; if not it has ended, and its waiter is being resumed
   */
  public final boolean unpark() {
    return state.compareAndSet(Mark.PARKED, Mark.OPEN);
  }

  /**
   * Ends the wait because its call is told to stop. If the call is parked, {@link #release} has to
   * follow; else its own thread cancels the source in {@link #giveUp}.
   *
   * @return whether it is parked
   */
  public final boolean abandon() {
    return end(Mark.ABANDONED) == Mark.PARKED;
  }

  /**
   * Cancels the source of a wait that was abandoned while its call was parked, and then lets the
   * call go on.
   *
   * @return what cancelling the source threw
   */
  public final @Nullable Throwable release() {
    Waiter parked = waiter;
    try {
      giveUp();
      return null;
    } catch (Throwable thrown) {
      return thrown;
    } finally {
      if (parked != null) {
        parked.resume();
      }
    }
  }

  /**
   * Moves to a final state.
   *
   * @return the state before, or null if that was final too and has not changed
   */
  private @Nullable Mark end(State last) {
    // In the order in which they follow each other.
    if (state.compareAndSet(Mark.OPEN, last)) {
      return Mark.OPEN;
    }
    return state.compareAndSet(Mark.PARKED, last) ? Mark.PARKED : null;
  }

  /** Gives up a wait that was never parked, and cancels its source; else does nothing. */
  public final void giveUp() {
    if (state.compareAndSet(Mark.OPEN, Mark.CANCELLED)
        || state.compareAndSet(Mark.ABANDONED, Mark.CANCELLED)) {
      try {
        cancelSource();
      } finally {
        detach();
      }
    }
  }

  /** Gives up a wait that was never parked, and lets its source be; else does nothing. */
  protected final void leave() {
    if (state.compareAndSet(Mark.OPEN, Mark.CANCELLED)) {
      detach();
    }
  }

  /** Whether the waiter is to be told of futures that nobody can complete any more. */
  protected final boolean findsLostFutures() {
    Waiter waiting = waiter;
    return waiting != null && waiting.findsLostFutures();
  }

  /** What waits, for messages. */
  protected final String waiterName() {
    return String.valueOf(waiter);
  }

  private void detach() {
    waiter = null;
    obeyed = null;
    forget();
  }

  /** Whether it was settled, abandoned or given up. */
  protected final boolean hasEnded() {
    Mark mark = state.get() instanceof Mark now ? now : null;
    return mark != Mark.OPEN && mark != Mark.PARKED;
  }

  @SuppressWarnings("ReferenceEquality") // only the object itself cannot be suppressed by itself
  private static void suppress(Throwable thrown, Throwable other) {
    if (thrown != other) {
      thrown.addSuppressed(other);
    }
  }

  /** Whether it was settled. */
  public final boolean isSettled() {
    return !(state.get() instanceof Mark);
  }

  /**
   * The result of a settled wait.
   *
   * <p>Throws the failure if it failed, whatever its type.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public final T result() {
    return switch (state.get()) {
      case Value(Object value) -> (T) value;
      case Failure(Throwable failure) -> throw Failures.rethrow(failure);
      case Mark mark -> throw new IllegalStateException("the wait is " + mark);
    };
  }
}
