package dev.heddle.vertx.http;

import io.vertx.core.Future;

/** A request that is being served. Thread-safe. */
public final class Serving {

  private final Exchange exchange;

  Serving(Exchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Succeeds once the guest has answered to the end and its call has ended. Fails, on the context
   * of the request, with what the call failed with; nothing was answered then, unless the head of
   * the response is written or the client has gone.
   */
  public Future<Void> future() {
    return exchange.result();
  }

  /** Stops the guest, because the client has gone. Does nothing if the answer is complete. */
  public void cancel() {
    exchange.cancel();
  }
}
