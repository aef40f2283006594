package dev.heddle.cli.option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 5s}, {@code 200ms}, {@code 1.5m}, {@code 2h}; seconds without a unit. */
public final class Durations implements ITypeConverter<Duration> {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h)?");

  /** Used by picocli. */
  public Durations() {}

  @Override
  public Duration convert(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new TypeConversionException(
          "expected a time such as 5s, 200ms or 1.5m, found '" + text + "'");
    }
    String unit = found.group(2);
    double nanoseconds = Double.parseDouble(found.group(1)) * unit(unit == null ? "s" : unit);
    Duration duration = Duration.ofNanos((long) nanoseconds);
    if (!duration.isPositive()) {
      throw new TypeConversionException("expected more than zero, found '" + text + "'");
    }
    return duration;
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
