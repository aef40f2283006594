package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CallState;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.HeaderLines;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.Opened;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Target;
import dev.heddle.wasm.CallInterruptedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code heddle_http_client}: requests, which are sent without waiting and waited for later.
 * Thread-safe.
 */
final class HttpClientImports {

  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");

  /** What the client itself has to say about a request, and what makes another thing of it. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "expect",
          "te",
          "trailer",
          "proxy-authorization",
          "proxy-connection",
          "http2-settings");

  /** What is for one server only. */
  private static final List<String> SECRETS = List.of("authorization", "cookie");

  private final Vertx vertx;
  private final HttpClient client;
  private final HttpClientGrant grant;
  private final List<HostPattern> hosts;

  private HttpClientImports(Vertx vertx, HttpClient client, HttpClientGrant grant) {
    this.vertx = vertx;
    this.client = client;
    this.grant = grant;
    this.hosts = grant.getHosts().stream().map(HostPattern::of).toList();
  }

  static void addTo(
      AsyncImports.Builder imports, Vertx vertx, HttpClient client, HttpClientGrant grant) {
    HttpClientImports http = new HttpClientImports(vertx, client, new HttpClientGrant(grant));
    new ImportModule("heddle_http_client", grant.getMaxRequests(), imports)
        .function("start", "i32 i32 i32 i32 i32 i32 i32 i32 -> i32", http::start)
        .function("status", "i32 -> i32", HttpClientImports::status)
        .function("header", "i32 i32 i32 i32 i32 -> i32", HttpClientImports::header)
        .function("headers", "i32 i32 i32 -> i32", HttpClientImports::headers)
        .function("read", "i32 i32 i32 -> i32", HttpClientImports::read)
        .closing()
        .rest();
  }

  private long start(Arguments arguments) {
    String method = arguments.text(0);
    HttpTarget target = HttpTarget.of(arguments.text(2));
    MultiMap headers = HeaderLines.parse(arguments.text(4));
    Buffer body = Buffer.buffer(arguments.bytes(6, grant.getMaxRequestBytes()));
    Refusal.when(!METHOD.matcher(method).matches(), CapabilityError.INVALID);
    Refusal.when(method.equals("CONNECT"), CapabilityError.DENIED);
    Refusal.when(
        headers.names().stream().anyMatch(name -> RESERVED.contains(name.toLowerCase(Locale.ROOT))),
        CapabilityError.DENIED);
    requireAllowed(target);
    CallState state = arguments.state();
    state.requireRoom();
    Exchange exchange = new Exchange(vertx.getOrCreateContext());
    int handle = state.add(exchange);
    exchange.start(target, new Sent(HttpMethod.valueOf(method), headers, body));
    return handle;
  }

  private void requireAllowed(HttpTarget target) {
    Refusal.when(hosts.stream().noneMatch(host -> host.matches(target)), CapabilityError.DENIED);
  }

  private static Exchange opened(Arguments arguments) {
    return arguments.open(0, Exchange.class);
  }

  private static long status(Arguments arguments) {
    return opened(arguments).response().statusCode();
  }

  private static long header(Arguments arguments) {
    String name = arguments.text(1);
    Target target = arguments.target(3);
    return target.give(HeaderLines.values(opened(arguments).response().headers(), name));
  }

  private static long headers(Arguments arguments) {
    Target target = arguments.target(1);
    return target.give(HeaderLines.all(opened(arguments).response().headers()));
  }

  private static long read(Arguments arguments) {
    Target target = arguments.target(1);
    ResponseBody body = opened(arguments).body();
    try {
      return target.room() == 0 ? 0 : body.read(target);
    } catch (CallInterruptedException stopped) {
      throw stopped;
    } catch (RuntimeException failure) {
      throw refusal(failure);
    }
  }

  /** What is sent, to one server after the other if these redirect. */
  private record Sent(HttpMethod method, MultiMap headers, Buffer body) {

    Sent redirected(int status, boolean elsewhere) {
      MultiMap kept = MultiMap.caseInsensitiveMultiMap().addAll(headers);
      if (elsewhere) {
        SECRETS.forEach(kept::remove);
      }
      boolean asked =
          status == 303
              ? !method.equals(HttpMethod.HEAD)
              : status < 303 && method.equals(HttpMethod.POST);
      if (!asked) {
        return new Sent(method, kept, body);
      }
      kept.remove("content-type");
      return new Sent(HttpMethod.GET, kept, Buffer.buffer());
    }
  }

  /** A request and its response. Thread-safe. */
  private final class Exchange implements Opened {

    private final Context context;
    private @Nullable Future<HttpClientResponse> response;

    // Guarded by this.
    private @Nullable HttpClientRequest sending;
    private @Nullable ResponseBody body;
    private boolean closed;

    Exchange(Context context) {
      this.context = context;
    }

    void start(HttpTarget target, Sent sent) {
      Future<HttpClientResponse> outcome =
          send(target, sent, grant.getMaxRedirects())
              .timeout(grant.getTimeout().toMillis(), TimeUnit.MILLISECONDS)
              .recover(failure -> Future.failedFuture(refusal(failure)))
              .onFailure(failure -> close());
      response = outcome;
    }

    private Future<HttpClientResponse> send(HttpTarget target, Sent sent, int redirects) {
      RequestOptions options =
          target
              .request(sent.method())
              .setHeaders(sent.headers())
              .setFollowRedirects(false)
              .setTimeout(grant.getTimeout().toMillis());
      // One within the other: the response finds who wants it, however late the guest's thread is.
      return client
          .request(options)
          .compose(begun ->
              begin(begun)
                  ? begun
                      .send(sent.body())
                      .compose(answered -> received(target, sent, redirects, answered))
                  : Future.failedFuture(closed()));
    }

    private Future<HttpClientResponse> received(
        HttpTarget target, Sent sent, int redirects, HttpClientResponse begun) {
      String location = begun.getHeader("location");
      if (redirects == 0 || location == null || !isRedirect(begun.statusCode())) {
        arrived(begun);
        return ResponseBody.isShort(begun) ? later(begun) : Future.succeededFuture(begun);
      }
      begun.exceptionHandler(ignored -> {}).request().reset();
      HttpTarget next = target.resolve(location);
      requireAllowed(next);
      Sent again = sent.redirected(begun.statusCode(), !next.hasOriginOf(target));
      return send(next, again, redirects - 1);
    }

    private synchronized boolean begin(HttpClientRequest request) {
      // Its response fails with the same; without, Vert.x would log it.
      request.exceptionHandler(failure -> {});
      if (closed) {
        request.reset();
        return false;
      }
      sending = request;
      return true;
    }

    /** What a response has brought along is there one turn later, and nobody is woken twice. */
    private Future<HttpClientResponse> later(HttpClientResponse begun) {
      Promise<HttpClientResponse> told = Promise.promise();
      context.runOnContext(turn -> told.complete(begun));
      return told.future();
    }

    private synchronized void arrived(HttpClientResponse begun) {
      body = ResponseBody.of(begun, context, grant.getMaxResponseBytes());
    }

    HttpClientResponse response() {
      Future<HttpClientResponse> outcome = response;
      if (outcome == null) {
        throw closed();
      }
      return VertxAwait.await(outcome);
    }

    /** The body, when the response has begun. */
    ResponseBody body() {
      response();
      synchronized (this) {
        if (body == null) {
          throw closed();
        }
        return body;
      }
    }

    @Override
    public void close() {
      HttpClientRequest unfinished;
      synchronized (this) {
        closed = true;
        unfinished = body != null && body.hasEnded() ? null : sending;
      }
      if (unfinished != null) {
        unfinished.reset();
      }
    }
  }

  /** What a server does, however wrong, is no failure of the guest. */
  private static Refusal refusal(Throwable failure) {
    return switch (failure) {
      case Refusal refused -> refused;
      case TimeoutException late -> new Refusal(CapabilityError.TIMEOUT);
      case IllegalArgumentException malformed -> new Refusal(CapabilityError.INVALID);
      default -> new Refusal(CapabilityError.IO);
    };
  }

  private static Refusal closed() {
    return new Refusal(CapabilityError.CLOSED);
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }
}
