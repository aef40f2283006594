package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CallState;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.HeaderLines;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.MessageBodies;
import dev.heddle.vertx.abi.Opened;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Target;
import dev.heddle.vertx.abi.Wildcards;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@code heddle_eventbus}: messages to those who listen elsewhere. Thread-safe. */
final class EventBusImports {

  private final EventBus bus;
  private final EventBusGrant grant;
  private final Wildcards sendable;
  private final Wildcards publishable;
  private final Wildcards requestable;

  /** Replies that are waited for. */
  private final AtomicInteger pending = new AtomicInteger();

  private EventBusImports(Vertx vertx, EventBusGrant grant) {
    this.bus = vertx.eventBus();
    this.grant = grant;
    this.sendable = new Wildcards(grant.getSend());
    this.publishable = new Wildcards(grant.getPublish());
    this.requestable = new Wildcards(grant.getRequest());
  }

  static void addTo(AsyncImports.Builder imports, Vertx vertx, EventBusGrant grant) {
    EventBusImports events = new EventBusImports(vertx, new EventBusGrant(grant));
    new ImportModule("heddle_eventbus", grant.getMaxRequests(), imports)
        .function("send", "i32 i32 i32 i32 i32 i32 i32 -> i32", events::send)
        .function("publish", "i32 i32 i32 i32 i32 i32 i32 -> i32", events::publish)
        .function("request", "i32 i32 i32 i32 i32 i32 i32 i64 -> i32", events::request)
        .function("wait", "i32 -> i32", EventBusImports::await)
        .function("body", "i32 i32 i32 -> i32", EventBusImports::body)
        .function("header", "i32 i32 i32 i32 i32 -> i32", EventBusImports::header)
        .function("failure", "i32 i32 i32 -> i32", EventBusImports::failure)
        .function("failure_code", "i32 -> i32", EventBusImports::failureCode)
        .closing()
        .rest();
  }

  private long send(Arguments arguments) {
    String address = address(arguments, sendable);
    bus.send(address, content(arguments), options(arguments));
    return 0;
  }

  private long publish(Arguments arguments) {
    String address = address(arguments, publishable);
    bus.publish(address, content(arguments), options(arguments));
    return 0;
  }

  private long request(Arguments arguments) {
    String address = address(arguments, requestable);
    long timeout = arguments.i64(7);
    long most = grant.getMaxTimeout().toMillis();
    Refusal.when(timeout < 0, CapabilityError.INVALID);
    DeliveryOptions options =
        options(arguments).setSendTimeout(timeout == 0 ? most : Math.min(timeout, most));
    Object body = content(arguments);
    CallState state = arguments.state();
    state.requireRoom();
    if (pending.incrementAndGet() > grant.getMaxPending()) {
      pending.decrementAndGet();
      throw new Refusal(CapabilityError.TOO_MANY);
    }
    Future<Message<Object>> reply = bus.request(address, body, options);
    reply.onComplete(ended -> pending.decrementAndGet());
    return state.add(new Request(reply));
  }

  private String address(Arguments arguments, Wildcards allowed) {
    String address = arguments.text(0);
    allowed.require(address);
    return address;
  }

  /** The body, of the kind at 2, whose pointer is at 3. */
  private @Nullable Object content(Arguments arguments) {
    return MessageBodies.of(arguments.i32(2), arguments.bytes(3, grant.getMaxBodyBytes()));
  }

  /** Headers, whose pointer is at 5. */
  private static DeliveryOptions options(Arguments arguments) {
    return new DeliveryOptions().setHeaders(HeaderLines.parse(arguments.text(5)));
  }

  // ---- replies

  /** A request, whose reply may be there. Vert.x gives it up after its time. */
  private record Request(Future<Message<Object>> reply) implements Opened {

    /** The reply, which is waited for. */
    Message<Object> message() {
      try {
        return VertxAwait.await(reply);
      } catch (ReplyException e) {
        throw new Refusal(
            switch (e.failureType()) {
              case TIMEOUT -> CapabilityError.TIMEOUT;
              case NO_HANDLERS -> CapabilityError.NOT_FOUND;
              case RECIPIENT_FAILURE -> CapabilityError.FAILED;
              case ERROR -> CapabilityError.IO;
            });
      }
    }

    /** Why there is no reply; it is waited for. */
    ReplyException failure() {
      try {
        VertxAwait.await(reply);
      } catch (ReplyException e) {
        return e;
      }
      throw new Refusal(CapabilityError.NOT_FOUND);
    }

    @Override
    public void close() {}
  }

  private static Request opened(Arguments arguments) {
    return arguments.open(0, Request.class);
  }

  private static long await(Arguments arguments) {
    return MessageBodies.kind(opened(arguments).message().body());
  }

  private static long body(Arguments arguments) {
    Target target = arguments.target(1);
    Object body = opened(arguments).message().body();
    MessageBodies.kind(body);
    return target.give(MessageBodies.bytes(body));
  }

  private static long header(Arguments arguments) {
    String name = arguments.text(1);
    Target target = arguments.target(3);
    return target.give(HeaderLines.values(opened(arguments).message().headers(), name));
  }

  private static long failure(Arguments arguments) {
    Target target = arguments.target(1);
    return target.give(String.valueOf(opened(arguments).failure().getMessage()));
  }

  /** What the recipient gave as a code, but for what would be taken for an error. */
  private static long failureCode(Arguments arguments) {
    return Math.max(0, opened(arguments).failure().failureCode());
  }
}
