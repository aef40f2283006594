package dev.heddle.vertx.verticle;

import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallRejectedException;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;

/**
 * Why the sender of a message has no reply from a guest, as the failure code of its {@link
 * io.vertx.core.eventbus.ReplyException}. Immutable and thread-safe.
 */
public enum MessageFailure {
  /** As many messages as may wait do; the guest has not seen this one. */
  REJECTED(429),
  /** The guest trapped, or what it imports threw. */
  FAILED(500),
  /** The verticle is undeployed. */
  CLOSED(503),
  /** The deadline was exceeded. */
  TIMEOUT(504);

  private final int code;

  MessageFailure(int code) {
    this.code = code;
  }

  /** The failure code. */
  public int code() {
    return code;
  }

  static MessageFailure of(Throwable failure) {
    return switch (failure) {
      case CallRejectedException full -> REJECTED;
      case DeadlineExceededException late -> TIMEOUT;
      case InstanceClosedException closed -> CLOSED;
      case CallCancelledException closed -> CLOSED;
      default -> FAILED;
    };
  }
}
