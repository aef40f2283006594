package dev.heddle.benchmarks.report;

import java.util.Locale;

/** How numbers are written. */
final class Numbers {

  private Numbers() {}

  /** A number with three digits that count, or two, or all those in front of the point. */
  static String three(double number) {
    double size = Math.abs(number);
    if (size < 0.00995) {
      return String.format(Locale.ROOT, "%.2g", number);
    }
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", number);
  }
}
