package dev.heddle.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;

/** Text of guests, as it may be shown. */
public final class Texts {

  /** What text is written in. */
  public static final Charset CHARSET = UTF_8;

  private static final int SHOWN = 200;

  private Texts() {}

  /**
   * A name of a guest's, on one line and without what would steer a terminal; cut off if it is very
   * long.
   */
  public static String shown(String name) {
    int end = name.length() <= SHOWN ? name.length() : SHOWN;
    StringBuilder text = new StringBuilder();
    name.substring(0, end)
        .codePoints()
        .forEach(each -> {
          if (isPlain(each)) {
            text.appendCodePoint(each);
          } else {
            text.append("\\u{").append(Integer.toHexString(each)).append('}');
          }
        });
    return end == name.length() ? text.toString() : text + "...";
  }

  /** A message of one line: the first, without what would steer a terminal. */
  public static String line(String message) {
    int end = message.indexOf('\n');
    String first = end < 0 ? message : message.substring(0, end);
    StringBuilder text = new StringBuilder();
    first.codePoints().forEach(each -> text.appendCodePoint(isPlain(each) ? each : '\ufffd'));
    return text.toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
