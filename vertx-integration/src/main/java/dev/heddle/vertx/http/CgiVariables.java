package dev.heddle.vertx.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The environment of a CGI program: RFC 3875, section 4.1, and what WAGI adds. */
final class CgiVariables {

  /** Those that have variables of their own, and the one that programs take for a proxy's. */
  private static final Set<String> NOT_GIVEN = Set.of("CONTENT_LENGTH", "CONTENT_TYPE", "PROXY");

  private final Map<String, String> all = new LinkedHashMap<>();

  private CgiVariables() {}

  static Map<String, String> of(Exchange exchange, CgiOptions options) {
    CgiVariables variables = new CgiVariables();
    options.getEnvironment().forEach(variables::put);
    variables.putRequest(exchange, options.getScriptName());
    variables.putHeaders(exchange.request());
    return variables.all;
  }

  private void putRequest(Exchange exchange, String script) {
    HttpServerRequest request = exchange.request();
    String path = text(request.path());
    String rawInfo =
        path.equals(script) || path.startsWith(script + "/")
            ? path.substring(script.length())
            : path;
    put("GATEWAY_INTERFACE", "CGI/1.1");
    put("SERVER_SOFTWARE", "Heddle");
    put("SERVER_PROTOCOL", protocol(request));
    put("REQUEST_METHOD", request.method().name());
    put("REQUEST_URI", text(request.uri()));
    put("SCRIPT_NAME", script);
    put("PATH_INFO", decoded(rawInfo));
    put("QUERY_STRING", text(request.query()));
    SocketAddress remote = request.remoteAddress();
    String client = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    put("REMOTE_ADDR", client);
    put("REMOTE_HOST", client);
    putServer(request);
    long length = exchange.contentLength();
    if (length > 0 || length == 0 && request.headers().contains("content-length")) {
      put("CONTENT_LENGTH", Long.toString(length));
    }
    String type = request.getHeader("content-type");
    if (type != null) {
      put("CONTENT_TYPE", text(type));
    }
    if (request.isSSL()) {
      put("HTTPS", "on");
    }
    put("X_MATCHED_ROUTE", script + "/...");
    put("X_RAW_PATH_INFO", rawInfo);
    put("X_FULL_URL", text(request.absoluteURI()));
  }

  private void putServer(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    SocketAddress local = request.localAddress();
    String address = local == null || local.hostAddress() == null ? "" : local.hostAddress();
    put("SERVER_NAME", authority == null ? address : authority.host());
    int port = local == null ? -1 : local.port();
    put("SERVER_PORT", Integer.toString(port < 0 ? (request.isSSL() ? 443 : 80) : port));
  }

  /** Fields of one name in one variable; names that could be taken for others are left out. */
  private void putHeaders(HttpServerRequest request) {
    for (String name : request.headers().names()) {
      String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
      if (name.indexOf('_') < 0 && !NOT_GIVEN.contains(variable)) {
        String separator = variable.equals("COOKIE") ? "; " : ", ";
        put("HTTP_" + variable, text(String.join(separator, request.headers().getAll(name))));
      }
    }
  }

  private void put(String name, String value) {
    if (value.indexOf('\0') < 0) {
      all.put(name, value);
    }
  }

  private static String protocol(HttpServerRequest request) {
    return switch (request.version()) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      case HTTP_2 -> "HTTP/2";
      default -> "HTTP/3";
    };
  }

  /** What is on the wire, each byte a character of Latin-1, as the text that it most often is. */
  private static String text(@Nullable String latin1) {
    return latin1 == null ? "" : new String(latin1.getBytes(ISO_8859_1), UTF_8);
  }

  /** A path without its escapes, except those that are none or hide a NUL. */
  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] raw = path.getBytes(UTF_8);
    for (int i = 0; i < raw.length; i++) {
      int value = raw[i] == '%' && i + 2 < raw.length ? hex(raw[i + 1]) * 16 + hex(raw[i + 2]) : -1;
      if (value > 0) {
        bytes.write(value);
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    return bytes.toString(UTF_8);
  }

  /** The value of a digit, or something so negative that no number comes out of it. */
  private static int hex(byte digit) {
    int value = Character.digit(digit, 16);
    return value < 0 ? -1_000 : value;
  }
}
