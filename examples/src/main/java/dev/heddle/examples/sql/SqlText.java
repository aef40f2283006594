package dev.heddle.examples.sql;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** SQL as SQLite reads it: UTF-8, and how much of it has been read. Not thread-safe. */
final class SqlText {

  private final String sql;
  private final byte[] utf8;
  private int position;

  /**
   * The text, of which nothing has been read.
   *
   * @throws SqliteException if it has a NUL, at which SQLite would silently stop reading
   */
  SqlText(String sql) {
    int nul = sql.indexOf('\0');
    if (nul >= 0) {
      throw new SqliteException(ResultCodes.MISUSE, "SQL with a NUL character", sql, nul, null);
    }
    this.sql = sql;
    this.utf8 = encode(sql);
  }

  /**
   * The UTF-8 of a text.
   *
   * @throws IllegalArgumentException if it has half a surrogate pair, which has no UTF-8
   */
  static byte[] encode(String text) {
    var encoder = StandardCharsets.UTF_8.newEncoder();
    CharBuffer source = CharBuffer.wrap(text);
    try {
      ByteBuffer encoded = encoder.encode(source);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "text with an unpaired surrogate at index " + source.position(), e);
    }
  }

  String sql() {
    return sql;
  }

  boolean isAtEnd() {
    return position == utf8.length;
  }

  /** Whether the first word of what has not been read yet is this keyword. */
  boolean isNext(String keyword) {
    String rest = new String(rest(), StandardCharsets.UTF_8);
    int start = 0;
    while (start < rest.length()) {
      if (rest.startsWith("--", start)) {
        start = endOf(rest, "\n", start);
      } else if (rest.startsWith("/*", start)) {
        start = endOf(rest, "*/", start + 2);
      } else if (rest.charAt(start) == ';' || rest.charAt(start) <= ' ') {
        start++;
      } else {
        return rest.regionMatches(true, start, keyword, 0, keyword.length());
      }
    }
    return false;
  }

  private static int endOf(String text, String terminator, int from) {
    int end = text.indexOf(terminator, from);
    return end < 0 ? text.length() : end + terminator.length();
  }

  /** What has not been read yet. */
  byte[] rest() {
    byte[] rest = new byte[utf8.length - position];
    System.arraycopy(utf8, position, rest, 0, rest.length);
    return rest;
  }

  int position() {
    return position;
  }

  void advance(int bytes) {
    position += bytes;
  }

  /** The index in the text of the character that starts at, or covers, this byte of the UTF-8. */
  int charIndex(int byteOffset) {
    int end = Math.min(byteOffset, utf8.length);
    while (end > 0 && end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8).length();
  }
}
