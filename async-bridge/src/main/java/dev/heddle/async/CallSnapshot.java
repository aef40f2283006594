package dev.heddle.async;

import java.time.Instant;
import java.util.Optional;

/**
 * What one call was doing when it was looked at. Immutable and thread-safe.
 *
 * @param id the number of the call, unique in the JVM; its thread is named {@code heddle-call-ID}
 * @param function the name of the function, or of the task
 * @param state where the call was on its way
 * @param waitsFor while it is suspended, the import that waits, e.g. {@code env.read}; empty
 *     otherwise, and for waiting done by a task itself
 * @param since when the call got into this state
 */
public record CallSnapshot(
    long id, String function, CallState state, Optional<String> waitsFor, Instant since) {

  @Override
  public String toString() {
    return "call "
        + id
        + " of \""
        + function
        + "\": "
        + state
        + waitsFor.map(name -> " in " + name).orElse("")
        + " since "
        + since;
  }
}
