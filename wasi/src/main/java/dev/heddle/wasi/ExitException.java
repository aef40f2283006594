package dev.heddle.wasi;

import dev.heddle.wasm.CallInterruptedException;

/**
 * A guest has ended itself with {@code proc_exit}, while something other than {@link Wasi#run}
 * called it. It cannot be caught by the guest. Immutable.
 */
public final class ExitException extends CallInterruptedException {

  private static final long serialVersionUID = 1;

  private final int code;

  ExitException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** How it ended. */
  public ExitStatus status() {
    return new ExitStatus(code);
  }
}
