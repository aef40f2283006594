package dev.heddle.wasm;

/**
 * A running call was told to stop through its {@link CallControl}; the guest was unwound and cannot
 * catch it.
 *
 * <p>Open for extension, so that who stops a call can say why (a deadline, a cancellation, a closed
 * instance). Not changed once it was made: one object may stop calls on several threads.
 */
public non-sealed class CallInterruptedException extends WasmException {

  /** An order to stop with this reason. */
  public CallInterruptedException(String message) {
    super(message);
  }
}
