package dev.heddle.wasm;

/**
 * A module asks for more than the embedder's {@link Limits} allow, or more than the machine has.
 *
 * <p>The message names the limit, its value and what was asked for. A running guest that exceeds a
 * limit gets the result or the trap that the specification has for it instead. Immutable and
 * thread-safe.
 */
public final class LimitExceededException extends WasmException {

  /** Made when a module is loaded or instantiated. */
  public LimitExceededException(String message) {
    super(message);
  }
}
