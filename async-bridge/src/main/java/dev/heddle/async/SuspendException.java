package dev.heddle.async;

import java.io.Serial;

/**
 * An import would have had to wait, but was not reached from a call that can be suspended; the
 * counterpart of {@code WebAssembly.SuspendError}.
 *
 * <p>It happens in start functions run by {@link AsyncInstance.Builder#build()} and in calls made
 * directly through the engine's {@code Instance}: waiting would block the current thread. {@link
 * Semantics#STRICT} has more such places, and does not call the import's code there. An ordinary
 * host exception to the guest, which can catch it: all alike, or by {@link
 * dev.heddle.wasm.Tag#host()}. Immutable and thread-safe.
 */
public final class SuspendException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** A refusal to block, which the message explains. */
  public SuspendException(String message) {
    super(message);
  }
}
