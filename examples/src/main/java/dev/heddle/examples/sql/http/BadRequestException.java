package dev.heddle.examples.sql.http;

/** A request cannot be understood; the message tells its sender what was expected and found. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message, null, false, false);
  }
}
