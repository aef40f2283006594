package dev.heddle.vertx.capability;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that requests may be sent to. Immutable and thread-safe.
 *
 * @param scheme {@code http}, {@code https}, or null for either
 * @param host in small letters; with a star and a dot in front for those below, a star for all
 * @param port of which server; 0 for that of the scheme, -1 for any
 */
record HostPattern(@Nullable String scheme, String host, int port) {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(https?)://)?(\\*|(?:\\*\\.)?[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+])(?::(\\*|\\d{1,5}))?");

  private static final int ANY = -1;

  static HostPattern of(String text) {
    Matcher parts = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "httpClient.hosts: expected a host like \"api.example.com\","
              + " \"https://*.example.com\" or \"localhost:8080\", found \""
              + text
              + "\"");
    }
    String port = parts.group(3);
    return new HostPattern(
        parts.group(1),
        parts.group(2),
        port == null ? 0 : port.equals("*") ? ANY : Integer.parseInt(port));
  }

  boolean matches(HttpTarget target) {
    return (scheme == null || scheme.equals(target.scheme()))
        && matchesHost(target.host())
        && (port == ANY || target.port() == (port == 0 ? target.usualPort() : port));
  }

  private boolean matchesHost(String name) {
    return host.equals("*")
        || (host.startsWith("*.") ? name.endsWith(host.substring(1)) : name.equals(host));
  }
}
