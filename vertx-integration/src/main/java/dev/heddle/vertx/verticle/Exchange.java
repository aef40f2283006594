package dev.heddle.vertx.verticle;

import dev.heddle.async.GuestTask;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.Refusal;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A message that a call of a guest handles, and that is answered once. Thread-safe. */
final class Exchange {

  private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

  private final Message<Object> message;
  private final AtomicBoolean answered = new AtomicBoolean();

  Exchange(Message<Object> message) {
    this.message = message;
  }

  /** That of the running call, if it handles one. */
  static Exchange current() {
    Refusal.when(!CURRENT.isBound(), CapabilityError.CLOSED);
    return CURRENT.get();
  }

  /** The task, which finds this as the current one. */
  GuestTask<Integer> bind(GuestTask<Integer> task) {
    return call ->
        ScopedValue.where(CURRENT, this)
            .call((ScopedValue.CallableOp<Integer, Exception>) () -> task.run(call));
  }

  Message<Object> message() {
    return message;
  }

  /** Whether the sender waits for an answer. */
  boolean isRequest() {
    return message.replyAddress() != null;
  }

  /** Replies, unless it was answered. */
  boolean reply(@Nullable Object body, DeliveryOptions options) {
    boolean first = answered.compareAndSet(false, true);
    if (first) {
      message.reply(body, options);
    }
    return first;
  }

  /** Tells the sender that there is no reply, unless it was answered. */
  boolean fail(int code, String text) {
    boolean first = answered.compareAndSet(false, true);
    if (first) {
      message.fail(code, text);
    }
    return first;
  }
}
