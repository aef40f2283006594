package dev.heddle.vertx.web;

import dev.heddle.vertx.http.GuestHttpHandler;
import dev.heddle.vertx.http.Serving;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * Has a guest serve the requests of a route.
 *
 * <pre>{@code
 * router.route("/shop/*").handler(WasmRoute.of(WasmHttpHandler.create(shop, options)));
 * }</pre>
 *
 * <p>What the guest does not serve fails the routing context, with the status and the cause, for
 * the route's failure handlers. A body that a {@code BodyHandler} has read is given to the guest;
 * without one the guest reads it as it comes, and no handler before may have waited without pausing
 * the request. Immutable and thread-safe.
 */
public final class WasmRoute implements Handler<RoutingContext> {

  private final GuestHttpHandler guest;

  private WasmRoute(GuestHttpHandler guest) {
    this.guest = guest;
  }

  /** A route's handler that has a guest serve requests. */
  public static WasmRoute of(GuestHttpHandler guest) {
    return new WasmRoute(Objects.requireNonNull(guest, "guest"));
  }

  @Override
  public void handle(RoutingContext routing) {
    Buffer read = routing.body().available() ? routing.body().buffer() : null;
    Serving serving = guest.serve(routing.request(), read);
    // The client has gone, or another handler has answered, one for timeouts for example.
    routing.addEndHandler(ended -> serving.cancel());
    serving
        .future()
        .onFailure(failure -> {
          HttpServerResponse response = routing.response();
          if (!response.headWritten() && !response.ended() && !response.closed()) {
            routing.fail(GuestHttpHandler.status(failure), failure);
          }
        });
  }
}
