package dev.heddle.wasm.compile;

/** There is no room for more compiled code now. */
final class NoRoomException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With the numbers. */
  NoRoomException(String message) {
    super(message, null, false, false);
  }
}
