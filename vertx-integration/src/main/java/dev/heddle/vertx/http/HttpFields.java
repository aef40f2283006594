package dev.heddle.vertx.http;

import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/** What RFC 9110 says about names and values of header fields. */
final class HttpFields {

  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  /** What is said about the connection is the server's to say. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HttpFields() {}

  /** Throws if a guest may not send this field. */
  static void check(String name, String value) {
    if (name.isEmpty() || !consistsOf(name, HttpFields::isTokenChar)) {
      throw new HttpUsageException("\"" + shown(name) + "\" is no name of a header field");
    }
    if (!consistsOf(value, HttpFields::isValueChar)) {
      throw new HttpUsageException(
          "the value of the header field \""
              + name
              + "\" has a control character: \""
              + shown(value)
              + "\"");
    }
    if (OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
      throw new HttpUsageException(
          "the header field \"" + name + "\" is about the connection, which is the server's");
    }
  }

  /** The length that a {@code Content-Length} has. */
  static long length(String value) {
    if (value.isEmpty() || value.length() > 18 || !value.chars().allMatch(c -> isDigit(c))) {
      throw new HttpUsageException(
          "Content-Length: expected a number of bytes, found \"" + shown(value) + "\"");
    }
    return Long.parseLong(value);
  }

  /** As a loop: a stream would take as long as the rest of what a field costs. */
  private static boolean consistsOf(String text, IntPredicate allowed) {
    for (int i = 0; i < text.length(); i++) {
      if (!allowed.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTokenChar(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || isDigit(c)
        || TOKEN_SYMBOLS.indexOf(c) >= 0;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isValueChar(int c) {
    return c >= ' ' && c != 0x7F && c <= 0xFF || c == '\t';
  }

  private static String shown(String text) {
    String printable =
        text.chars()
            .limit(80)
            .map(c -> c >= ' ' && c < 0x7F ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return text.length() <= 80 ? printable : printable + "...";
  }
}
