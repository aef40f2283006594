package dev.heddle.vertx.http;

import dev.heddle.async.ByteReader;
import dev.heddle.async.GuestCall;
import dev.heddle.vertx.StreamPublisher;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A request, and the answer that a guest gives. Thread-safe, except where it says otherwise. */
final class Exchange {

  /** How much of a body that nobody wants is read, for the connection to be used again. */
  private static final long MOST_IN_VAIN = 256 * 1024;

  private static final int BUFFERS_AHEAD = 4;

  private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

  private final ContextInternal context;
  private final HttpServerRequest request;
  private final @Nullable Buffer given;
  private final HttpLimits limits;
  private final Outlet outlet;
  private final Promise<Void> result;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final boolean streams;

  /** Whether the guest has ended. */
  private volatile boolean over;

  /** How to stop the guest, once it has begun. */
  private volatile @Nullable Runnable stop;

  /** Of the guest's thread. */
  private @Nullable ByteReader body;

  /**
   * Takes a request on.
   *
   * @param given its body, if that was read already
   */
  Exchange(
      ContextInternal context,
      HttpServerRequest request,
      @Nullable Buffer given,
      HttpLimits limits) {
    this.context = context;
    this.request = request;
    this.given = given;
    this.limits = limits;
    this.outlet = new Outlet(context, request, limits);
    this.result = context.promise();
    this.streams = given == null && !request.isEnded() && mayHaveBody(request);
    if (streams) {
      request.pause();
    }
  }

  /** In HTTP/1 a body is announced; there is nothing to pause without. */
  private static boolean mayHaveBody(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_1_1 && request.version() != HttpVersion.HTTP_1_0
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }

  /** The exchange that the call on this thread serves. */
  static Exchange current() {
    if (!CURRENT.isBound()) {
      throw new IllegalStateException(
          "no request is served on thread \""
              + Thread.currentThread().getName()
              + "\": the functions of heddle_http are for calls that a WasmHttpHandler makes");
    }
    return CURRENT.get();
  }

  /** Has an action find this as the current one. */
  void run(ScopedValue.CallableOp<?, Exception> action) throws Exception {
    ScopedValue.where(CURRENT, this).call(action);
  }

  HttpServerRequest request() {
    return request;
  }

  Outlet outlet() {
    return outlet;
  }

  ContextInternal context() {
    return context;
  }

  Future<Void> result() {
    return result.future();
  }

  // ---- the body of the request

  /** Throws if the body is announced to be too large. */
  void checkBody() {
    if (!limits.allowsBody(Math.max(contentLength(), 0))) {
      throw new BodyTooLargeException(limits.maxBodySize());
    }
  }

  /** How long the body is; -1 if that will only be known at its end. */
  long contentLength() {
    if (given != null) {
      return given.length();
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return streams ? -1 : 0;
    }
    try {
      return Long.parseLong(length.trim());
    } catch (NumberFormatException e) {
      return -1; // HTTP/1 refuses such requests itself, and counting does for the others.
    }
  }

  /** The body as it comes, once. */
  Publisher<ByteBuffer> body() {
    if (given != null) {
      return Flux.just(ByteBuffer.wrap(given.getBytes()));
    }
    if (!streams) {
      return Flux.empty();
    }
    AtomicLong size = new AtomicLong();
    return Flux.from(StreamPublisher.of(context, request))
        .doOnSubscribe(subscription -> outlet.askForBody())
        .map(piece -> {
          if (!limits.allowsBody(size.addAndGet(piece.length()))) {
            throw new BodyTooLargeException(limits.maxBodySize());
          }
          return ByteBuffer.wrap(piece.getBytes());
        });
  }

  /** The body for the call that runs on this thread. */
  ByteReader reader(GuestCall call) {
    if (body == null) {
      body = call.closingAtEnd(ByteReader.of(body(), BUFFERS_AHEAD));
    }
    return body;
  }

  // ---- its end

  /** Says how to stop the guest. */
  void begun(Runnable how) {
    stop = how;
    if (cancelled.get()) {
      how.run();
    }
  }

  void cancel() {
    if (over || outlet.hasEnded() || !cancelled.compareAndSet(false, true)) {
      return;
    }
    Runnable how = stop;
    if (how != null) {
      how.run();
    }
  }

  /**
   * Breaks it off, on the context, after the guest has ended with a failure.
   *
   * @return whether it can still be answered otherwise
   */
  boolean breakOff(Throwable failure) {
    over = true; // A stream that is reset here is no client that has gone.
    return !outlet.hasEnded() && outlet.breakOff(failure);
  }

  /** Ends it, on the context. */
  void end(@Nullable Throwable failure) {
    if (failure == null) {
      result.complete();
    } else {
      result.fail(failure);
    }
    readTheRest();
  }

  /** Whether the client has gone before the end of the answer; to be asked on the context. */
  boolean wasCancelled() {
    return cancelled.get() || outlet.clientHasGone();
  }

  /** Reads what the guest has not, as the next request comes only after it. */
  private void readTheRest() {
    if (!streams || request.isEnded()) {
      return;
    }
    AtomicLong size = new AtomicLong();
    try {
      request.exceptionHandler(gone -> {});
      request.handler(piece -> {
        if (size.addAndGet(piece.length()) > MOST_IN_VAIN) {
          request.handler(null).pause();
          cutOff();
        }
      });
      request.resume();
    } catch (IllegalStateException hasEnded) {
      // There is nothing left.
    }
  }

  private void cutOff() {
    if (request.version() == HttpVersion.HTTP_1_0 || request.version() == HttpVersion.HTTP_1_1) {
      request.connection().close();
    } else {
      request.response().reset(0);
    }
  }
}
