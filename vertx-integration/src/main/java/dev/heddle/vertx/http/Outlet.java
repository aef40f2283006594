package dev.heddle.vertx.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way of an answer from a guest's thread to the context of its request. What is written gathers
 * until there is a good piece, or the guest says so, so that a short answer is one packet with its
 * length.
 *
 * <p>Said and written by one thread at a time; otherwise thread-safe.
 */
final class Outlet {

  /** How many bytes may be on the way to the client before a guest waits. */
  static final int WINDOW = 64 * 1024;

  /** How many bytes are sent without being asked to. */
  private static final int PIECE = 8 * 1024;

  private final ContextInternal context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final HttpLimits limits;
  private final boolean hasBody;

  // All guarded by this.
  private int status = 200;
  private final MultiMap headers = HttpHeaders.headers();
  private final MultiMap trailers = HttpHeaders.headers();
  private int headSize;
  private boolean headSaid;
  private long declared = -1;
  private long written;
  private Buffer gathered = Buffer.buffer();
  private boolean ended;
  private boolean sending;
  private int onTheWay;
  private @Nullable Promise<Void> room;
  private int roomAt;
  private @Nullable Throwable failure;

  // Of the context.
  private boolean headSent;
  private boolean asksForBody;
  private boolean hasTrailers;
  private boolean closesAfter;
  private boolean clientHasGone;

  Outlet(ContextInternal context, HttpServerRequest request, HttpLimits limits) {
    this.context = context;
    this.request = request;
    this.response = request.response();
    this.limits = limits;
    this.hasBody = request.method() != HttpMethod.HEAD;
    this.asksForBody = request.headers().contains(HttpHeaders.EXPECT, "100-continue", true);
  }

  // ---- what the guest says

  synchronized void status(int code) {
    if (code < 200 || code > 599) {
      throw new HttpUsageException("status: expected 200 to 599, found " + code);
    }
    checkHead("status " + code);
    status = code;
  }

  /** Sets a header field, or adds another one of the name. */
  synchronized void header(String name, String value, boolean add) {
    HttpFields.check(name, value);
    checkHead("the header field \"" + name + "\"");
    if (HttpHeaders.CONTENT_LENGTH.toString().equalsIgnoreCase(name)) {
      declared = HttpFields.length(value);
      headers.set(name, value);
    } else if (add) {
      headers.add(name, value);
    } else {
      headers.set(name, value);
    }
    count(name, value);
  }

  /** Sets a field that is sent after the body, if the version of HTTP has such. */
  synchronized void trailer(String name, String value) {
    HttpFields.check(name, value);
    if (headSaid && trailers.isEmpty() || declared >= 0) {
      throw new HttpUsageException(
          "the trailer field \""
              + name
              + "\" came after the head, or with a Content-Length: the first one is to be set"
              + " before anything is written");
    }
    trailers.set(name, value);
    count(name, value);
  }

  private void checkHead(String what) {
    if (headSaid) {
      throw new HttpUsageException(what + " came after the head of the response was sent");
    }
  }

  /** Counts what was ever set, so that to set one field for ever ends, too. */
  private void count(String name, String value) {
    headSize += name.length() + value.length();
    if (headSize > limits.maxHeadSize() || headers.size() + trailers.size() > limits.maxHeaders()) {
      throw new HttpUsageException(
          "the head of the response has more than "
              + limits.maxHeadSize()
              + " bytes or "
              + limits.maxHeaders()
              + " fields");
    }
  }

  /** Has bytes sent after those before, sooner or later. */
  void write(byte[] bytes) {
    boolean isPiece;
    synchronized (this) {
      throwFailure();
      if (ended) {
        throw new HttpUsageException("something was written after the end of the response");
      }
      if (status == 204 || status == 304) {
        throw new HttpUsageException("a response with status " + status + " has no body");
      }
      written += bytes.length;
      if (declared >= 0 && written > declared) {
        throw new HttpUsageException(
            "the body has more than the " + declared + " bytes of its Content-Length");
      }
      headSaid = true;
      if (hasBody) {
        gathered.appendBytes(bytes);
        onTheWay += bytes.length;
      }
      isPiece = gathered.length() >= PIECE;
    }
    if (isPiece) {
      send();
    }
  }

  /** Has sent what was written. */
  void push() {
    boolean isNothing;
    synchronized (this) {
      isNothing = gathered.length() == 0;
    }
    if (!isNothing) {
      send();
    }
  }

  /** Has sent what was written, and the head if nothing was. */
  void pushHead() {
    synchronized (this) {
      throwFailure();
      headSaid = true;
    }
    send();
  }

  /** Ends the response, which is complete then. */
  void end() {
    synchronized (this) {
      throwFailure();
      if (ended) {
        return;
      }
      if (hasBody && declared >= 0 && written != declared && status != 304) {
        throw new HttpUsageException(
            "the body has " + written + " bytes, and its Content-Length is " + declared);
      }
      headSaid = true;
      ended = true;
    }
    send();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Whether at most so many bytes are on the way, and nothing has failed. */
  synchronized boolean hasRoom(int most) {
    return failure == null && onTheWay <= most;
  }

  /**
   * Completes on the context once at most so many bytes are on the way; fails if nobody takes any.
   */
  synchronized Future<Void> room(int most) {
    if (failure != null) {
      return context.failedFuture(failure);
    }
    if (onTheWay <= most) {
      return context.succeededFuture();
    }
    roomAt = most;
    room = context.promise();
    return room.future();
  }

  /** Whether something could not be sent; to be asked on the context. */
  boolean clientHasGone() {
    return clientHasGone;
  }

  /** Tells a client that waits for it that its body is wanted. */
  void askForBody() {
    if (asksForBody) {
      context.runOnContext(turn -> {
        if (asksForBody && !response.headWritten()) {
          asksForBody = false;
          response.writeContinue();
        }
      });
    }
  }

  // ---- what the context sends

  private void send() {
    synchronized (this) {
      if (sending) {
        return;
      }
      sending = true;
    }
    context.runOnContext(turn -> sendNow());
  }

  private void sendNow() {
    Buffer piece;
    boolean last;
    synchronized (this) {
      sending = false;
      if (failure != null || headSent && gathered.length() == 0 && !ended) {
        return;
      }
      piece = gathered;
      gathered = Buffer.buffer();
      last = ended;
    }
    try {
      if (!headSent) {
        headSent = true;
        sendHead(last);
      }
      send(piece, last)
          .onComplete(done -> {
            if (done.failed()) {
              clientHasGone |=
                  done.cause() instanceof IOException || done.cause() instanceof VertxException;
              fail(done.cause());
            } else {
              taken(piece.length());
            }
          });
    } catch (RuntimeException answeredByOthers) {
      fail(answeredByOthers);
    }
  }

  private void sendHead(boolean complete) {
    boolean hasLength;
    synchronized (this) {
      response.setStatusCode(status);
      // What is added here was set for this response: what others have set goes first.
      headers.forEach(field -> response.headers().remove(field.getKey()));
      headers.forEach(field -> response.headers().add(field.getKey(), field.getValue()));
      hasLength = declared >= 0;
      hasTrailers = !trailers.isEmpty();
      if (!hasBody && complete && written > 0 && !hasLength) {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(written));
      }
    }
    if (hasTrailers) {
      response.setChunked(true);
    }
    // What HTTP/1.1 has for that HTTP/1.0 has not; and a body that the client holds back, as it was
    // not asked for it, would be taken for the next request, or not.
    closesAfter =
        request.version() == HttpVersion.HTTP_1_0 && !hasLength
            || request.version() == HttpVersion.HTTP_1_1 && asksForBody;
    if (closesAfter) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  private Future<Void> send(Buffer piece, boolean last) {
    if (!last) {
      return piece.length() == 0 ? response.writeHead() : response.write(piece);
    }
    if (hasTrailers) {
      trailers.forEach(trailer -> response.putTrailer(trailer.getKey(), trailer.getValue()));
    }
    Future<Void> end = piece.length() == 0 ? response.end() : response.end(piece);
    return closesAfter ? end.onComplete(sent -> request.connection().close()) : end;
  }

  private void taken(int bytes) {
    Promise<Void> waiting;
    synchronized (this) {
      onTheWay -= bytes;
      if (onTheWay > roomAt) {
        return;
      }
      waiting = room;
      room = null;
    }
    if (waiting != null) {
      waiting.complete();
    }
  }

  /**
   * Ends what was not ended, on the context: what was not sent is dropped, and a client that has
   * got a part is cut off.
   *
   * @return whether the request can still be answered otherwise
   */
  boolean breakOff(Throwable cause) {
    fail(cause);
    if (!headSent && !response.headWritten() && !response.ended()) {
      return true;
    }
    if (!response.ended()) {
      response.reset();
    }
    return false;
  }

  private void fail(Throwable cause) {
    Promise<Void> waiting;
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = cause;
      gathered = Buffer.buffer();
      waiting = room;
      room = null;
    }
    if (waiting != null) {
      waiting.fail(cause);
    }
  }

  private void throwFailure() {
    if (failure != null) {
      throw new IllegalStateException(
          "the response can be written to no more: " + failure.getMessage(), failure);
    }
  }
}
