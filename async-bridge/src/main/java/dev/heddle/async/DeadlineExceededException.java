package dev.heddle.async;

import dev.heddle.wasm.CallInterruptedException;
import java.io.Serial;
import java.time.Duration;

/**
 * The call took longer than its deadline allows, be it queueing, computing or waiting.
 *
 * <p>The guest has been unwound, and what it waited for has been cancelled. Immutable and
 * thread-safe.
 */
public final class DeadlineExceededException extends CallInterruptedException {

  @Serial private static final long serialVersionUID = 1;

  private final Duration deadline;

  /** The end of a call that was given {@code deadline}. */
  public DeadlineExceededException(String message, Duration deadline) {
    super(message);
    this.deadline = deadline;
  }

  /** How long the call might have taken. */
  public Duration deadline() {
    return deadline;
  }
}
