package dev.heddle.vertx.call;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a call: the caller's, the guest's within it, and within that one for each time that
 * an import suspends the guest.
 *
 * <p>As on the event bus, the caller sends and the guest receives. What the imports of the guest
 * start belongs to the guest's span, as that is the one of the context they run in, which is the
 * call's own therefore. Thread-safe: who cancels a call of a pool ends its spans before the guest
 * has unwound.
 */
final class CallSpan {

  private final VertxTracer<Object, Object> tracer;
  private final TracingPolicy policy;
  private final String guest;
  private final ContextInternal caller;
  private final ContextInternal context;
  private final @Nullable Object sent;
  private final @Nullable Object received;

  // Guarded by this.
  private @Nullable Object suspension;

  private boolean over;

  /** What a span is about, for its tags. */
  private record Operation(String guest, String function, @Nullable String importName) {
    static final TagExtractor<Operation> TAGS = new Tags();
  }

  private static final class Tags implements TagExtractor<Operation> {
    private static final List<String> NAMES = List.of("wasm.guest", "wasm.function", "wasm.import");

    @Override
    public int len(Operation operation) {
      return operation.importName() == null ? 2 : 3;
    }

    @Override
    public String name(Operation operation, int index) {
      return NAMES.get(index);
    }

    @Override
    public String value(Operation operation, int index) {
      return switch (index) {
        case 0 -> operation.guest();
        case 1 -> operation.function();
        default -> String.valueOf(operation.importName());
      };
    }
  }

  private CallSpan(
      VertxTracer<Object, Object> tracer,
      TracingPolicy policy,
      ContextInternal caller,
      Operation call) {
    this.tracer = tracer;
    this.policy = policy;
    this.guest = call.guest();
    this.caller = caller;
    this.context = caller.duplicate(true);
    Map<String, String> headers = new LinkedHashMap<>();
    this.sent =
        tracer.sendRequest(
            caller, SpanKind.RPC, policy, call, call.function(), headers::put, Operation.TAGS);
    this.received =
        tracer.receiveRequest(
            context,
            SpanKind.RPC,
            policy,
            call,
            call.function(),
            headers.entrySet(),
            Operation.TAGS);
  }

  /** The spans of a call that begins, if Vert.x has a tracer and it is to be traced. */
  @SuppressWarnings("unchecked") // what it gives it is given back
  static @Nullable CallSpan begin(
      ContextInternal caller, TracingPolicy policy, String guest, String function) {
    VertxTracer<?, ?> tracer = caller.tracer();
    return tracer == null || policy == TracingPolicy.IGNORE
        ? null
        : new CallSpan(
            (VertxTracer<Object, Object>) tracer,
            policy,
            caller,
            new Operation(guest, function, null));
  }

  /** The context of the call. */
  ContextInternal context() {
    return context;
  }

  /** The guest waits in an import. */
  synchronized void suspended(String function, String importName) {
    if (over) {
      return;
    }
    suspension =
        tracer.sendRequest(
            context,
            SpanKind.RPC,
            policy,
            new Operation(guest, function, importName),
            importName,
            (name, value) -> {},
            Operation.TAGS);
  }

  /** The guest goes on. */
  synchronized void resumed() {
    Object ended = suspension;
    suspension = null;
    if (ended != null) {
      tracer.receiveResponse(context, null, ended, null, TagExtractor.empty());
    }
  }

  /** The call has ended. */
  synchronized void end(@Nullable Throwable failure) {
    resumed();
    over = true;
    if (received != null) {
      tracer.sendResponse(context, null, received, failure, TagExtractor.empty());
    }
    if (sent != null) {
      tracer.receiveResponse(caller, null, sent, failure, TagExtractor.empty());
    }
  }
}
