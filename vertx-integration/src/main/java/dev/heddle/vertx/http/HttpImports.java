package dev.heddle.vertx.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code heddle_http}, as the header {@code heddle_http.h} describes them. Texts
 * are the bytes on the wire, each a character of Latin-1 in Vert.x.
 */
final class HttpImports {

  static final AsyncImports ALL = all();

  private static final int ABSENT = -1;

  /** A name or value longer than that is refused before it is copied. */
  private static final int MOST_TEXT = 1024 * 1024;

  private HttpImports() {}

  private static AsyncImports all() {
    AsyncImports.Builder imports = AsyncImports.builder();
    text(imports, "method", request -> request.method().name());
    text(imports, "uri", HttpServerRequest::uri);
    text(imports, "scheme", request -> request.isSSL() ? "https" : "http");
    text(imports, "authority", HttpImports::authority);
    text(imports, "remote", HttpImports::remote);
    function(imports, "header", HttpImports::header);
    function(imports, "header_count", call -> headers().size());
    function(imports, "header_name", call -> give(call, 1, headerAt(call, Map.Entry::getKey)));
    function(imports, "header_value", call -> give(call, 1, headerAt(call, Map.Entry::getValue)));
    imports.suspending("heddle_http", "read", HttpImports::read);
    function(imports, "status", HttpImports::status);
    function(imports, "set_header", call -> setHeader(call, false));
    function(imports, "add_header", call -> setHeader(call, true));
    function(imports, "set_trailer", HttpImports::setTrailer);
    imports.suspending("heddle_http", "write", HttpImports::write);
    imports.suspending("heddle_http", "flush", HttpImports::flush);
    return imports.build();
  }

  private static void function(AsyncImports.Builder imports, String name, AsyncHostFunction code) {
    imports.function("heddle_http", name, code);
  }

  private static void text(
      AsyncImports.Builder imports, String name, Function<HttpServerRequest, String> text) {
    function(imports, name, call -> give(call, 0, text.apply(Exchange.current().request())));
  }

  // ---- the request

  private static String authority(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? "" : authority.toString();
  }

  private static String remote(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    return remote == null ? "" : remote.toString();
  }

  private static MultiMap headers() {
    return Exchange.current().request().headers();
  }

  private static Object header(AsyncHostCall call) {
    String name = take(call, 0);
    List<String> values = headers().getAll(name);
    if (values.isEmpty()) {
      return ABSENT;
    }
    boolean isCookie = HttpHeaders.COOKIE.toString().equalsIgnoreCase(name);
    return give(call, 2, String.join(isCookie ? "; " : ", ", values));
  }

  private static @Nullable String headerAt(
      AsyncHostCall call, Function<Map.Entry<String, String>, String> part) {
    int index = call.i32(0);
    List<Map.Entry<String, String>> all = headers().entries();
    return index >= 0 && index < all.size() ? part.apply(all.get(index)) : null;
  }

  private static Object read(AsyncHostCall call) {
    Exchange exchange = Exchange.current();
    exchange.outlet().push();
    return exchange
        .reader(call)
        .read(call, call.memory(), Integer.toUnsignedLong(call.i32(0)), call.i32(1));
  }

  // ---- the response

  private static @Nullable Object status(AsyncHostCall call) {
    Exchange.current().outlet().status(call.i32(0));
    return null;
  }

  private static @Nullable Object setHeader(AsyncHostCall call, boolean add) {
    Exchange.current().outlet().header(take(call, 0), take(call, 2), add);
    return null;
  }

  private static @Nullable Object setTrailer(AsyncHostCall call) {
    Exchange.current().outlet().trailer(take(call, 0), take(call, 2));
    return null;
  }

  private static @Nullable Object write(AsyncHostCall call) {
    Outlet outlet = Exchange.current().outlet();
    long from = Integer.toUnsignedLong(call.i32(0));
    long length = Integer.toUnsignedLong(call.i32(1));
    check(call.memory(), from, length);
    for (long done = 0; done < length; ) {
      int piece = (int) Math.min(length - done, Outlet.WINDOW);
      // Memory may have grown while the call was parked, and never shrinks.
      outlet.write(call.memory().read(from + done, piece));
      done += piece;
      if (!outlet.hasRoom(Outlet.WINDOW)) {
        VertxAwait.await(outlet.room(Outlet.WINDOW));
      }
    }
    return null;
  }

  private static @Nullable Object flush(AsyncHostCall call) {
    Outlet outlet = Exchange.current().outlet();
    outlet.pushHead();
    VertxAwait.await(outlet.room(0));
    return null;
  }

  // ---- texts in the guest's memory

  /** The text whose address and length are arguments from an index on. */
  private static String take(AsyncHostCall call, int index) {
    long from = Integer.toUnsignedLong(call.i32(index));
    long length = Integer.toUnsignedLong(call.i32(index + 1));
    check(call.memory(), from, length);
    if (length > MOST_TEXT) {
      throw new HttpUsageException(
          call.name() + ": a text of " + length + " bytes, where " + MOST_TEXT + " are allowed");
    }
    return new String(call.memory().read(from, (int) length), ISO_8859_1);
  }

  /** Writes as much of a text as there is room for, and returns its length. */
  private static int give(AsyncHostCall call, int index, @Nullable String text) {
    long to = Integer.toUnsignedLong(call.i32(index));
    long room = Integer.toUnsignedLong(call.i32(index + 1));
    check(call.memory(), to, room);
    if (text == null) {
      return ABSENT;
    }
    byte[] bytes = text.getBytes(ISO_8859_1);
    call.memory().write(to, bytes, 0, (int) Math.min(room, bytes.length));
    return bytes.length;
  }

  private static void check(Memory memory, long address, long length) {
    long size = memory.size();
    if (address > size || length > size - address) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          length + " bytes at address " + address + ", memory of " + size + " bytes");
    }
  }
}
