package dev.heddle.cli.run;

import java.time.Duration;
import java.util.Locale;

/** Times as {@code --timeout} takes them. */
final class Times {

  private Times() {}

  /** For example {@code 200ms} or {@code 1.5s}. */
  static String text(Duration time) {
    long nanoseconds = time.toNanos();
    if (nanoseconds < 1_000_000) {
      return number(nanoseconds / 1e3) + "us";
    }
    return nanoseconds < 1_000_000_000
        ? number(nanoseconds / 1e6) + "ms"
        : number(nanoseconds / 1e9) + "s";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
