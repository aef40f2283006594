package dev.heddle.async;

import dev.heddle.wasm.CallInterruptedException;
import java.io.Serial;

/**
 * The instance was closed while the call was in flight, or before it was made. Immutable and
 * thread-safe.
 */
public final class InstanceClosedException extends CallInterruptedException {

  @Serial private static final long serialVersionUID = 1;

  /** The end of a call, which the message names. */
  public InstanceClosedException(String message) {
    super(message);
  }
}
