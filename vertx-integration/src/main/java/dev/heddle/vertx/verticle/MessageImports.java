package dev.heddle.vertx.verticle;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.HeaderLines;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.MessageBodies;
import dev.heddle.vertx.abi.Refusal;
import io.vertx.core.eventbus.DeliveryOptions;

/** {@code heddle_message}: the message that the running call handles. Stateless. */
final class MessageImports {

  /** Longer bodies, and reasons, are refused. */
  private static final int MOST_BODY = 64 << 20;

  private MessageImports() {}

  /** Adds its functions. */
  static void addTo(AsyncImports.Builder imports, Listening listening) {
    new ImportModule("heddle_message", 0, imports)
        .function("address", "i32 i32 -> i32", MessageImports::address)
        .function("kind", "-> i32", arguments -> MessageBodies.kind(body()))
        .function("body", "i32 i32 -> i32", MessageImports::body)
        .function("header", "i32 i32 i32 i32 -> i32", MessageImports::header)
        .function("headers", "i32 i32 -> i32", MessageImports::headers)
        .function("is_request", "-> i32", arguments -> Exchange.current().isRequest() ? 1 : 0)
        .function("reply", "i32 i32 i32 i32 i32 -> i32", MessageImports::reply)
        .function("fail", "i32 i32 i32 -> i32", MessageImports::fail)
        .function("consume", "i32 i32 i32 i32 -> i32", listening::add)
        .rest();
  }

  private static Object body() {
    return Exchange.current().message().body();
  }

  private static long address(Arguments arguments) {
    return arguments.target(0).give(Exchange.current().message().address());
  }

  private static long body(Arguments arguments) {
    MessageBodies.kind(body());
    return arguments.target(0).give(MessageBodies.bytes(body()));
  }

  private static long header(Arguments arguments) {
    String name = arguments.text(0);
    return arguments
        .target(2)
        .give(HeaderLines.values(Exchange.current().message().headers(), name));
  }

  private static long headers(Arguments arguments) {
    return arguments.target(0).give(HeaderLines.all(Exchange.current().message().headers()));
  }

  private static long reply(Arguments arguments) {
    Exchange exchange = Exchange.current();
    Object body = MessageBodies.of(arguments.i32(0), arguments.bytes(1, MOST_BODY));
    DeliveryOptions options =
        new DeliveryOptions().setHeaders(HeaderLines.parse(arguments.text(3)));
    Refusal.when(!exchange.isRequest(), CapabilityError.NOT_FOUND);
    Refusal.when(!exchange.reply(body, options), CapabilityError.EXISTS);
    return 0;
  }

  private static long fail(Arguments arguments) {
    Exchange exchange = Exchange.current();
    String text = arguments.text(1);
    Refusal.when(!exchange.isRequest(), CapabilityError.NOT_FOUND);
    Refusal.when(!exchange.fail(arguments.i32(0), text), CapabilityError.EXISTS);
    return 0;
  }
}
