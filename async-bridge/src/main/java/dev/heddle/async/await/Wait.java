package dev.heddle.async.await;

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

  private static final Object OPEN = new Object();
  private static final Object PARKED = new Object();
  private static final Object ABANDONED = new Object();
  private static final Object CANCELLED = new Object();

  private record Value(@Nullable Object value) {}

  private record Failure(Throwable failure) {}

  private final Waiter waiter;

  /**
   * {@code OPEN}, {@code PARKED}, {@code ABANDONED} while open, {@code CANCELLED} by whoever
   * cancels the source, or how it was settled.
   */
  private final AtomicReference<Object> state = new AtomicReference<>(OPEN);

  /** A wait of {@code waiter}, not begun. */
  protected Wait(Waiter waiter) {
    this.waiter = waiter;
  }

  /** Asks for the result; it may come before this returns. Called on the waiting thread. */
  public abstract void begin();

  /** Tells the source that nobody waits for the result any more. */
  protected abstract void cancelSource();

  /** Ends a wait that was begun but would never end. A subscription is cancelled. */
  public void refuse() {
    giveUp();
  }

  /** What it waits for, if that is a call. */
  public @Nullable Waiter target() {
    return null;
  }

  /** Who waits. */
  protected final Waiter waiter() {
    return waiter;
  }

  /** The result is there. */
  protected final void succeed(@Nullable Object value) {
    settle(new Value(value));
  }

  /** The result will never be there, for this reason. */
  protected final void fail(Throwable failure) {
    settle(new Failure(Failures.unwrapped(failure)));
  }

  private void settle(Object result) {
    while (true) {
      Object seen = state.get();
      if (seen != OPEN && seen != PARKED) {
        return;
      }
      if (state.compareAndSet(seen, result)) {
        if (seen == PARKED) {
          waiter.resume();
        }
        return;
      }
    }
  }

  /**
   * The waiting thread is about to park.
   *
   * @return whether it shall; if not, the wait has ended already
   */
  public final boolean park() {
    return state.compareAndSet(OPEN, PARKED);
  }

  /**
   * Ends the wait because its call is told to stop. If the call is parked, its source is cancelled
   * here, and then the call goes on; else its own thread does so in {@link #giveUp}.
   *
   * @return what cancelling the source threw
   */
  public final @Nullable Throwable abandon() {
    while (true) {
      Object seen = state.get();
      if (seen != OPEN && seen != PARKED) {
        return null;
      }
      if (state.compareAndSet(seen, seen == OPEN ? ABANDONED : CANCELLED)) {
        if (seen == OPEN) {
          return null;
        }
        try {
          cancelSource();
          return null;
        } catch (Throwable thrown) {
          return thrown;
        } finally {
          waiter.resume();
        }
      }
    }
  }

  /** Gives up a wait that was never parked, and cancels its source; else does nothing. */
  public final void giveUp() {
    if (state.compareAndSet(OPEN, CANCELLED) || state.compareAndSet(ABANDONED, CANCELLED)) {
      cancelSource();
    }
  }

  /** Whether it was settled. */
  public final boolean isSettled() {
    Object seen = state.get();
    return seen instanceof Value || seen instanceof Failure;
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
      default -> throw new IllegalStateException("the wait was not settled");
    };
  }
}
