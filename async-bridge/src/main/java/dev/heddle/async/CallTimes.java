package dev.heddle.async;

import java.time.Duration;

/**
 * What a call has spent its time with until now. Immutable and thread-safe.
 *
 * @param queued how long it waited for its turn to start
 * @param running how long it ran guest and host code, the time included in which its thread was
 *     ready but had no processor
 * @param suspended how long it was suspended, waiting for its turn to go on included
 * @param suspensions how often
 */
public record CallTimes(Duration queued, Duration running, Duration suspended, int suspensions) {

  /** All of it together. */
  public Duration total() {
    return queued.plus(running).plus(suspended);
  }
}
