package dev.heddle.wasm.compile;

/** A function is of a kind or size that is better interpreted. */
final class NotWorthwhileException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With the reason. */
  NotWorthwhileException(String reason) {
    super(reason);
  }
}
