package dev.heddle.wasm.bytecode;

/** Says that a method would have more code, or a class more constants, than it may. */
public final class CodeTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CodeTooLargeException(String message) {
    super(message, null, false, false);
  }
}
