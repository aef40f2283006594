package dev.heddle.vertx.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * What a CGI program writes to its standard output: header fields, an empty line, and the body,
 * which is passed on as the client takes it (RFC 3875, section 6).
 */
final class CgiAnswer implements CoreSubscriber<ByteBuffer> {

  private static final int MOST_IN_MESSAGE = 80;

  private final Outlet outlet;
  private final int maxHeadSize;
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
  private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

  // Of the program's thread.
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean headIsComplete;
  private int headSize;
  private int lines;
  private boolean hasStatus;
  private boolean redirects;

  CgiAnswer(Outlet outlet, int maxHeadSize) {
    this.outlet = outlet;
    this.maxHeadSize = maxHeadSize;
  }

  /** Completes when the program has closed its output; fails if that is no answer. */
  CompletableFuture<@Nullable Void> end() {
    return end;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription.set(given);
    given.request(1);
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    try {
      while (!headIsComplete && bytes.hasRemaining()) {
        readHead(bytes.get());
      }
      if (bytes.hasRemaining()) {
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        outlet.write(body);
        outlet.push();
      }
    } catch (HttpUsageException e) {
      fail(new CgiException(e));
      return;
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    outlet.room(Outlet.WINDOW).onSuccess(room -> request()).onFailure(this::fail);
  }

  private void request() {
    Subscription from = subscription.get();
    if (from != null) {
      from.request(1);
    }
  }

  private void readHead(byte next) {
    if (++headSize > maxHeadSize) {
      throw new CgiException("the head of the answer has more than " + maxHeadSize + " bytes");
    }
    if (next != '\n') {
      line.write(next);
      return;
    }
    String text = line.toString(ISO_8859_1);
    line.reset();
    lines++;
    text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    if (!text.isEmpty()) {
      readField(text);
    } else if (lines == 1) {
      throw new CgiException("the answer begins with an empty line, where header fields are");
    } else {
      headIsComplete = true;
      if (redirects && !hasStatus) {
        outlet.status(302);
      }
    }
  }

  private void readField(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new CgiException(
          "line "
              + lines
              + " of the answer: expected a header field, found \""
              + (text.length() <= MOST_IN_MESSAGE ? text : text.substring(0, MOST_IN_MESSAGE))
              + "\"");
    }
    String name = text.substring(0, colon);
    String value = text.substring(colon + 1).strip();
    switch (name.toLowerCase(Locale.ROOT)) {
      case "status" -> {
        hasStatus = true;
        outlet.status(status(value));
      }
      case "location" -> {
        redirects = true;
        outlet.header(name, value, false);
      }
      default -> outlet.header(name, value, true);
    }
  }

  private static int status(String value) {
    String code = value.split(" ", 2)[0];
    try {
      return Integer.parseInt(code);
    } catch (NumberFormatException e) {
      throw new CgiException("Status: expected a number, found \"" + code + "\"");
    }
  }

  private void fail(Throwable failure) {
    Subscription from = subscription.get();
    if (from != null) {
      from.cancel();
    }
    end.completeExceptionally(failure);
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (headIsComplete) {
      end.complete(null);
    } else {
      end.completeExceptionally(
          new CgiException(
              "the program has ended after "
                  + lines
                  + " lines of header fields, without an empty line"));
    }
  }
}
