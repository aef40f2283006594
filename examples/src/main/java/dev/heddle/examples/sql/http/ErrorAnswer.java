package dev.heddle.examples.sql.http;

import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallRejectedException;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.examples.sql.SqliteException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;

/**
 * A failure as the client is told it: an HTTP status and an {@code error} object.
 *
 * <p>Messages of SQLite and of the request's own checks go out as they are; of anything unexpected
 * the client learns only that it happened, and the log has the rest.
 *
 * @param status the HTTP status
 * @param error {@code name} and {@code message}; of SQLite's errors {@code code} and {@code
 *     extendedCode} too, and {@code offset} where SQLite knows it
 */
record ErrorAnswer(int status, JsonObject error) {
  private static final System.Logger LOGGER = System.getLogger(ErrorAnswer.class.getName());

  /** Seconds after which a client that met a full queue or a locked database may try again. */
  private static final String RETRY_AFTER = "1";

  static ErrorAnswer of(int status, String name, String message) {
    return new ErrorAnswer(status, new JsonObject().put("name", name).put("message", message));
  }

  static ErrorAnswer of(Throwable failure) {
    return switch (failure) {
      case BadRequestException e -> of(400, "BAD_REQUEST", message(e));
      case SqliteException e -> of(e);
      case TrapException e when e.kind() == TrapKind.CALL_STACK_EXHAUSTED ->
          of(
              400,
              "TOO_DEEP",
              "the statement is nested too deeply for SQLite to take it apart: " + message(e));
      case CallRejectedException e -> of(503, "QUEUE_FULL", message(e));
      case DeadlineExceededException e -> of(504, "DEADLINE_EXCEEDED", message(e));
      case CallCancelledException e -> of(503, "CANCELLED", message(e));
      case InstanceClosedException e -> of(503, "CLOSED", message(e));
      default -> {
        LOGGER.log(Level.ERROR, "A query failed for an unexpected reason", failure);
        yield of(500, "INTERNAL_ERROR", "unexpected failure, see the server's log");
      }
    };
  }

  private static ErrorAnswer of(SqliteException e) {
    JsonObject error =
        new JsonObject()
            .put("name", e.codeName())
            .put("message", message(e))
            .put("code", e.code())
            .put("extendedCode", e.extendedCode());
    if (e.offset() >= 0) {
      error.put("offset", e.offset());
    }
    int status = status(e.code());
    if (status >= 500) {
      LOGGER.log(Level.WARNING, "SQLite failed", e);
    }
    return new ErrorAnswer(status, error);
  }

  /** Whose fault a result code of SQLite is: the client's (4xx) or the server's (5xx). */
  private static int status(int code) {
    return switch (code) {
      // ERROR, TOOBIG, MISMATCH, MISUSE, AUTH, RANGE: the statement or its parameters are at fault.
      case 1, 18, 20, 21, 23, 25 -> 400;
      // READONLY
      case 8 -> 403;
      // CONSTRAINT
      case 19 -> 409;
      // BUSY, LOCKED, INTERRUPT: the same request may well succeed later.
      case 5, 6, 9 -> 503;
      // FULL
      case 13 -> 507;
      // IOERR, CORRUPT, CANTOPEN, NOMEM, NOTADB and the like
      default -> 500;
    };
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /** Sends this as the whole answer; the head must not have been written. */
  Future<Void> send(HttpServerResponse response) {
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    if (status == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    return response.end(new JsonObject().put("error", error).toBuffer());
  }
}
