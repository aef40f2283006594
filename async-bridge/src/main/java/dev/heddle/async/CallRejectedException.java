package dev.heddle.async;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;

/**
 * A call was not even queued, because as many calls as its instance allows were waiting to start,
 * or as many as its instance or {@link Tenant} allows were in flight.
 *
 * <p>It arrives through the future or the {@code Mono} of the call. Nothing of the call has run.
 * Immutable and thread-safe.
 */
public final class CallRejectedException extends RejectedExecutionException {

  @Serial private static final long serialVersionUID = 1;

  private final int queued;
  private final int bound;

  /** The refusal of a call, which the message names. */
  public CallRejectedException(String message, int queued, int bound) {
    super(message);
    this.queued = queued;
    this.bound = bound;
  }

  /** How many calls were waiting to start, or in flight. */
  public int queued() {
    return queued;
  }

  /** How many may. */
  public int bound() {
    return bound;
  }
}
