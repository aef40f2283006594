package dev.heddle.vertx.capability;

import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.Refusal;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a request goes. It is connected to exactly what is checked here. Immutable and thread-safe.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in small letters, IPv6 addresses in brackets
 * @param port of the server
 * @param location the whole
 */
record HttpTarget(String scheme, String host, int port, URI location) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  static HttpTarget of(String url) {
    try {
      return of(new URI(url));
    } catch (URISyntaxException e) {
      throw new Refusal(CapabilityError.INVALID);
    }
  }

  private static HttpTarget of(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    Refusal.when(
        !(scheme.equals("http") || scheme.equals("https"))
            || url.getHost() == null
            || url.getRawUserInfo() != null,
        CapabilityError.INVALID);
    String host = url.getHost().toLowerCase(Locale.ROOT);
    int port = url.getPort() == -1 ? usualPort(scheme) : url.getPort();
    Refusal.when(port < 1 || port > 65_535, CapabilityError.INVALID);
    return new HttpTarget(
        scheme, host.endsWith(".") ? host.substring(0, host.length() - 1) : host, port, url);
  }

  /** Where a redirect leads to. */
  HttpTarget resolve(String reference) {
    try {
      return of(location.resolve(new URI(reference)));
    } catch (URISyntaxException e) {
      throw new Refusal(CapabilityError.INVALID);
    }
  }

  int usualPort() {
    return usualPort(scheme);
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
  }

  boolean hasOriginOf(HttpTarget other) {
    return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
  }

  RequestOptions request(HttpMethod method) {
    String path = location.getRawPath();
    String query = location.getRawQuery();
    return new RequestOptions()
        .setMethod(method)
        .setSsl(scheme.equals("https"))
        .setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
        .setPort(port)
        .setURI((path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
  }
}
