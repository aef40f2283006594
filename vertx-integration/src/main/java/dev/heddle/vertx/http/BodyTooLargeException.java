package dev.heddle.vertx.http;

import java.io.Serial;

/**
 * The body of a request is larger than guests are to be given. It unwinds the guest, if that had
 * begun to read. Immutable and thread-safe.
 */
public final class BodyTooLargeException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  BodyTooLargeException(long most) {
    super("the body of the request has more than the " + most + " bytes that are allowed");
  }
}
