package dev.heddle.wasm.text;

/** Texts and bytes as strings of the text format, without what would steer a terminal. */
final class Strings {

  private static final String HEX = "0123456789abcdef";

  private Strings() {}

  /** A name, in quotes. */
  static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    name.codePoints()
        .forEach(each -> {
          if (each == '"' || each == '\\') {
            text.append('\\').append((char) each);
          } else if (isPlain(each)) {
            text.appendCodePoint(each);
          } else {
            text.append("\\u{").append(Integer.toHexString(each)).append('}');
          }
        });
    return text.append('"').toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Bytes, in quotes. */
  static String quoted(byte[] bytes, int start, int size) {
    StringBuilder text = new StringBuilder(size + 2).append('"');
    for (int i = start; i < start + size; i++) {
      int each = bytes[i] & 0xff;
      if (each >= ' ' && each < 0x7f && each != '"' && each != '\\') {
        text.append((char) each);
      } else {
        text.append('\\').append(HEX.charAt(each >> 4)).append(HEX.charAt(each & 0xf));
      }
    }
    return text.append('"').toString();
  }
}
