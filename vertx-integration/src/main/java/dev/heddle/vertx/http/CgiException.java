package dev.heddle.vertx.http;

import java.io.Serial;

/**
 * A CGI program did not answer as it is to: its output has no head, or it ended with another status
 * than 0. Immutable and thread-safe.
 */
public final class CgiException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  CgiException(String message) {
    super(message);
  }

  CgiException(HttpUsageException noHttp) {
    super(noHttp.getMessage(), noHttp);
  }
}
