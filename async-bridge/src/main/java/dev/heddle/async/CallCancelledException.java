package dev.heddle.async;

import dev.heddle.wasm.CallInterruptedException;
import java.io.Serial;

/**
 * The call was cancelled by its caller.
 *
 * <p>It unwinds the guest, which cannot catch it. The future of the call then fails with a {@link
 * java.util.concurrent.CancellationException} that has this one as its cause; the {@code Mono} of a
 * cancelled call signals nothing. Immutable and thread-safe.
 */
public final class CallCancelledException extends CallInterruptedException {

  @Serial private static final long serialVersionUID = 1;

  /** A cancellation that says which call it ends. */
  public CallCancelledException(String message) {
    super(message);
  }
}
