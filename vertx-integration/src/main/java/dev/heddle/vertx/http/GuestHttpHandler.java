package dev.heddle.vertx.http;

import dev.heddle.async.CallRejectedException;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Serves each request by one call of a guest.
 *
 * <p>A request that the guest does not serve is answered with a status and no more: 413 if its body
 * is too large, 502 if a program does not speak CGI, 503 with {@code Retry-After} if there is no
 * room for the call or the guest is closed, 504 if it takes too long, and 500 otherwise. If the
 * guest had sent a part of its answer, the connection is closed, or in HTTP/2 the stream reset, so
 * that no client takes the half for the whole. If the client goes away, the guest is stopped.
 *
 * <p>Thread-safe: one handler may serve any number of servers and verticles.
 */
public abstract sealed class GuestHttpHandler implements Handler<HttpServerRequest>
    permits WasmHttpHandler, CgiHandler {

  private final HttpLimits limits;
  private final boolean tellsFailures;
  private final AtomicLong inFlight = new AtomicLong();
  private final LongAdder served = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private volatile Handler<HttpFailure> failureHandler = failure -> {};

  GuestHttpHandler(HttpLimits limits, boolean tellsFailures) {
    this.limits = limits;
    this.tellsFailures = tellsFailures;
  }

  /** Who is told of requests that were not served, on their contexts. */
  public GuestHttpHandler failureHandler(Handler<HttpFailure> handler) {
    failureHandler = handler;
    return this;
  }

  /** What it has done. */
  public HttpCounts counts() {
    return new HttpCounts(served.sum(), failed.sum(), cancelled.sum(), inFlight.get());
  }

  /** The status to answer a request with that failed so. */
  public static int status(Throwable failure) {
    return switch (failure) {
      case BodyTooLargeException tooLarge -> 413;
      case CgiException noAnswer -> 502;
      case CallRejectedException noRoom -> 503;
      case InstanceClosedException closed -> 503;
      case DeadlineExceededException late -> 504;
      default -> 500;
    };
  }

  @Override
  public void handle(HttpServerRequest request) {
    Serving serving = serve(request, null);
    HttpServerResponse response = request.response();
    if (!response.ended()) {
      response.closeHandler(gone -> serving.cancel());
    }
    if (response.closed()) {
      serving.cancel();
    }
    serving.future().onFailure(failure -> answer(response, failure));
  }

  private void answer(HttpServerResponse response, Throwable failure) {
    if (response.headWritten() || response.ended() || response.closed()) {
      return;
    }
    HttpResponseStatus status = HttpResponseStatus.valueOf(status(failure));
    response.setStatusCode(status.code()).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain");
    if (status.code() == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    response.end((tellsFailures ? failure.toString() : status.reasonPhrase()) + "\n");
  }

  /**
   * Serves a request and leaves it to the caller to answer it if that fails, and to {@linkplain
   * Serving#cancel() stop} it if the client goes away. To be called on the context of the request,
   * before its body is read.
   *
   * @param body its body, if it was read already
   */
  public Serving serve(HttpServerRequest request, @Nullable Buffer body) {
    ContextInternal context = (ContextInternal) Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("a request is to be served on its context");
    }
    inFlight.incrementAndGet();
    Exchange exchange = new Exchange(context, request, body, limits);
    Future<Void> call;
    try {
      exchange.checkBody();
      call = start(exchange);
    } catch (Throwable refused) {
      call = context.failedFuture(refused);
    }
    call.onComplete(done -> end(exchange, done.cause()));
    return new Serving(exchange);
  }

  /**
   * Starts the guest, which ends the outlet of the exchange if it succeeds.
   *
   * @return completes on the context when the guest has unwound
   */
  abstract Future<Void> start(Exchange exchange);

  private void end(Exchange exchange, @Nullable Throwable failure) {
    inFlight.decrementAndGet();
    if (exchange.outlet().hasEnded()) {
      served.increment();
    } else if (exchange.wasCancelled()) {
      cancelled.increment();
    } else {
      failed.increment();
    }
    if (failure != null) {
      boolean unanswered = exchange.breakOff(failure);
      if (!exchange.wasCancelled()) {
        failureHandler.handle(
            new HttpFailure(exchange.request(), failure, unanswered ? status(failure) : 0));
      }
    }
    exchange.end(failure);
  }
}
