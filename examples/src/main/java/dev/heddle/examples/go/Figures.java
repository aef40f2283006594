package dev.heddle.examples.go;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what was measured, a name and a figure on each line. */
record Figures(PrintStream out) {

  void row(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-20s %s%n", name, String.format(Locale.ROOT, format, values));
  }

  /** Nanoseconds in milliseconds. */
  static double millis(long nanoseconds) {
    return nanoseconds / 1e6;
  }

  /** What so many of a hundred took at most, of times in order. */
  static double millis(long[] ordered, int percent) {
    return millis(ordered[Math.min(ordered.length - 1, ordered.length * percent / 100)]);
  }
}
