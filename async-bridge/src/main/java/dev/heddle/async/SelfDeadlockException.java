package dev.heddle.async;

import java.io.Serial;

/**
 * A call was about to wait for something that cannot happen before the call itself ends.
 *
 * <p>The message names the calls of the circle in order. Typical is a {@link Concurrency#SERIAL}
 * call whose import waits for another call of the same instance, which is queued behind it. An
 * ordinary host exception to the guest. Immutable and thread-safe.
 *
 * <p>Seen are circles that are made of calls waiting for the futures or {@code Mono}s of calls, as
 * {@link AsyncFunction} and {@link AsyncInstance} hand them out, across any number of stores. Not
 * seen are waits through something in between: a stage or operator derived from them, a queue, a
 * message to another system. A deadline ends those.
 */
public final class SelfDeadlockException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** A circle, which the message describes. */
  public SelfDeadlockException(String message) {
    super(message);
  }
}
