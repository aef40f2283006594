package dev.heddle.vertx.http;

import static dev.heddle.vertx.Futures.await;
import static dev.heddle.vertx.Futures.kept;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstancePool;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The guest of these tests, {@code site.c}, behind a server, and clients of it. */
final class Site {

  static final WasmModule MODULE = module("site.wasm");

  private static final long PATIENCE_SECONDS = 15;

  final Vertx vertx;
  final VertxWasm guest;
  final WasmHttpHandler handler;
  final List<HttpFailure> failures = new CopyOnWriteArrayList<>();
  final int port;

  private Site(Vertx vertx, VertxWasm guest, WasmHttpOptions options) {
    this.vertx = vertx;
    this.guest = guest;
    this.handler = WasmHttpHandler.create(guest, options).failureHandler(failures::add);
    this.port = listen(vertx, handler);
  }

  static WasmModule module(String name) {
    try (InputStream bytes = Objects.requireNonNull(Site.class.getResourceAsStream(name))) {
      return WasmModule.load(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AsyncInstance.Builder instance() {
    return AsyncInstance.builder(MODULE).imports(WasmHttpHandler.imports());
  }

  static Site open(Vertx vertx, AsyncInstance.Builder instance, WasmHttpOptions options) {
    return new Site(vertx, await(VertxWasm.builder(vertx, instance).build()), options);
  }

  static Site open(Vertx vertx, InstancePool.Builder pool, WasmHttpOptions options) {
    return new Site(vertx, await(VertxWasm.builder(vertx, pool).build()), options);
  }

  static Site open(Vertx vertx) {
    return open(vertx, instance(), new WasmHttpOptions());
  }

  static int listen(Vertx vertx, Handler<HttpServerRequest> handler) {
    return await(vertx.createHttpServer().requestHandler(handler).listen(0, "localhost"))
        .actualPort();
  }

  // ---- clients

  record Answer(int status, HttpClientResponse response, Buffer body) {

    String text() {
      return body.toString();
    }
  }

  static HttpClient client(Vertx vertx, HttpVersion version) {
    return kept(
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("localhost")));
  }

  Answer get(String uri) {
    return await(ask(client(vertx, HttpVersion.HTTP_1_1), port, HttpMethod.GET, uri, null));
  }

  Answer post(String uri, Buffer body) {
    return await(ask(client(vertx, HttpVersion.HTTP_1_1), port, HttpMethod.POST, uri, body));
  }

  static Future<Answer> ask(
      HttpClient client, int port, HttpMethod method, String uri, @Nullable Buffer body) {
    return client
        .request(method, port, "localhost", uri)
        // one within the other: so the body is asked for before it comes
        .compose(request ->
            (body == null ? request.send() : request.send(body))
                .compose(response ->
                    response
                        .body()
                        .map(bytes -> new Answer(response.statusCode(), response, bytes))));
  }

  /** A connection whose bytes the test has in its hands. */
  Raw raw() {
    return new Raw(port);
  }

  static final class Raw implements AutoCloseable {

    private final Socket socket;
    private final InputStream input;

    Raw(int port) {
      try {
        socket = new Socket("localhost", port);
        input = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Raw send(String text) {
      try {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Reads until the text has come, and returns all before it and itself. */
    String readTo(String text) {
      StringBuilder all = new StringBuilder();
      try {
        while (all.indexOf(text) < 0) {
          int next = input.read();
          if (next < 0) {
            throw new AssertionError("the connection was closed after: " + all);
          }
          all.append((char) next);
        }
      } catch (IOException e) {
        throw new AssertionError("the connection broke off after: " + all, e);
      }
      return all.toString();
    }

    /** Reads until the server closes the connection. */
    String readAll() {
      StringBuilder all = new StringBuilder();
      try {
        for (int next; (next = input.read()) >= 0; ) {
          all.append((char) next);
        }
      } catch (IOException broken) {
        all.append("<broken>");
      }
      return all.toString();
    }

    /** Closes the connection, as clients may at any time. */
    void hangUp() {
      close();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  // ---- waiting
}
