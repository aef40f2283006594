package dev.heddle.examples.sql.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns away what a web page of another site makes a browser send: the browser runs on a machine
 * that may reach this server, and its user knows nothing of it.
 *
 * <p>Such a request names its site in {@code Origin}; or, if the site's own name has been made to
 * lead here (DNS rebinding), in {@code Host}. A number is no such name. Immutable and thread-safe.
 */
final class RequestGuard implements Handler<RoutingContext> {

  private static final Pattern NUMBER =
      Pattern.compile("[0-9]+(\\.[0-9]+){3}|\\[?[0-9a-f]*:[0-9a-f:.]*]?");

  private final Set<String> names = new HashSet<>(Set.of("localhost"));

  /** Lets requests through that are addressed to a number, to localhost, or to one of the names. */
  RequestGuard(Set<String> names) {
    names.forEach(name -> this.names.add(normal(name)));
  }

  @Override
  public void handle(RoutingContext exchange) {
    HttpServerRequest request = exchange.request();
    HostAndPort host = request.authority();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (host == null || !isOwn(normal(host.host()))) {
      ErrorAnswer.of(
              421,
              "MISDIRECTED_REQUEST",
              "Host: expected localhost, an IP address or a configured name, found "
                  + (host == null ? "none" : host.host()))
          .send(exchange.response());
    } else if (origin != null && !isOrigin(origin, request.getHeader(HttpHeaders.HOST), host)) {
      ErrorAnswer.of(403, "FOREIGN_ORIGIN", "Origin: expected none or this server, found " + origin)
          .send(exchange.response());
    } else {
      exchange.next();
    }
  }

  private boolean isOwn(String host) {
    return names.contains(host) || NUMBER.matcher(host).matches();
  }

  private static boolean isOrigin(String origin, @Nullable String header, HostAndPort authority) {
    String host = header == null ? authority.toString() : header;
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
