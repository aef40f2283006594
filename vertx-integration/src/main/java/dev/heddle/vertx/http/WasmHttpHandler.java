package dev.heddle.vertx.http;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.CallOptions;
import dev.heddle.vertx.VertxCall;
import dev.heddle.vertx.VertxWasm;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves each request by a call of a guest's export, {@code handle} unless it is said otherwise,
 * which reads the request and writes the response with the functions of {@code heddle_http}.
 *
 * <p>The header {@code heddle_http.h} says what these are. The guest is linked with {@link
 * #imports()}. One instance serves one request after the other, or many at a time if its calls are
 * interleaved; a pool as many as it has instances. Otherwise as {@link GuestHttpHandler}.
 */
public final class WasmHttpHandler extends GuestHttpHandler {

  private final VertxWasm guest;
  private final String export;
  private final CallOptions call;

  private WasmHttpHandler(VertxWasm guest, WasmHttpOptions options) {
    super(options.limits(), options.isTellingFailures());
    this.guest = Objects.requireNonNull(guest, "guest");
    this.export = options.getExport();
    Duration deadline = options.getDeadline();
    CallOptions named = CallOptions.defaults().withName(export);
    this.call = deadline == null ? named : named.withDeadline(deadline);
  }

  /** A handler that has requests served by a guest. */
  public static WasmHttpHandler create(VertxWasm guest, WasmHttpOptions options) {
    return new WasmHttpHandler(guest, options);
  }

  /** What a guest imports from the module {@code heddle_http}; one object serves any guests. */
  public static AsyncImports imports() {
    return HttpImports.ALL;
  }

  @Override
  public WasmHttpHandler failureHandler(Handler<HttpFailure> handler) {
    super.failureHandler(handler);
    return this;
  }

  @Override
  Future<Void> start(Exchange exchange) {
    VertxCall<@Nullable Void> started =
        guest.start(
            call,
            running -> {
              exchange.run(() -> running.instance().function(export).invoke());
              exchange.outlet().end();
              return null;
            });
    exchange.begun(started::cancel);
    // The guest may be of another Vert.x than the server.
    Promise<Void> ended = exchange.context().promise();
    started.future().<Void>mapEmpty().onComplete(ended);
    return ended.future();
  }
}
