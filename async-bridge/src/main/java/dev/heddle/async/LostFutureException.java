package dev.heddle.async;

import java.io.Serial;

/**
 * What a call waited for will never come: nobody has the future any more who could complete it. See
 * {@link AsyncInstance.Builder#findLostFutures}. Immutable and thread-safe.
 */
public final class LostFutureException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1;

  /** The failure of a wait, which the message names. */
  public LostFutureException(String message) {
    super(message);
  }
}
