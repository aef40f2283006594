package dev.heddle.cli.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, numbers and truth values as JSON (RFC 8259), two spaces a level. */
final class Json {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder();

  private Json() {}

  /** A value as a text that ends with its line. */
  static String of(Object value) {
    Json json = new Json();
    json.value(value, "\n");
    return json.text.append('\n').toString();
  }

  private void value(@Nullable Object value, String line) {
    switch (value) {
      case null -> text.append("null");
      case String string -> string(string);
      case Map<?, ?> map -> {
        String inner = line + "  ";
        String before = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          text.append(before).append(inner);
          string(String.valueOf(entry.getKey()));
          text.append(": ");
          value(entry.getValue(), inner);
          before = ",";
        }
        text.append(map.isEmpty() ? "{}" : line + "}");
      }
      case Iterable<?> list -> {
        String inner = line + "  ";
        String before = "[";
        for (Object each : list) {
          text.append(before).append(inner);
          value(each, inner);
          before = ",";
        }
        text.append(before.equals("[") ? "[]" : line + "]");
      }
      default -> text.append(value);
    }
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char each = string.charAt(i);
      switch (each) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        default -> {
          if (each < ' ' || each == 0x7f || Character.isSurrogate(each) && !isPaired(string, i)) {
            text.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              text.append(HEX.charAt(each >> shift & 0xf));
            }
          } else {
            text.append(each);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean isPaired(String string, int i) {
    return Character.isHighSurrogate(string.charAt(i))
        ? i + 1 < string.length() && Character.isLowSurrogate(string.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(string.charAt(i - 1));
  }
}
