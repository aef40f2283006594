package dev.heddle.vertx.http;

import java.io.Serial;

/**
 * A guest answers with what is no HTTP, or not when it may: a header with a line break, a status
 * after the head was sent. It unwinds the guest. Immutable and thread-safe.
 */
public final class HttpUsageException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  HttpUsageException(String message) {
    super(message);
  }
}
