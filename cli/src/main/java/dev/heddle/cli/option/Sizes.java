package dev.heddle.cli.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 64MiB}, {@code 512k}, {@code 1G}: binary units, and bytes without one. */
public final class Sizes implements ITypeConverter<Long> {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,15})\\s*(?:([kmgt])(?:i?b)?|b)?", Pattern.CASE_INSENSITIVE);

  /** Used by picocli. */
  public Sizes() {}

  @Override
  public Long convert(String text) {
    Matcher found = FORM.matcher(text);
    if (found.matches()) {
      String unit = found.group(2);
      int power = unit == null ? 0 : "kmgt".indexOf(unit.toLowerCase(Locale.ROOT)) + 1;
      long number = Long.parseLong(found.group(1));
      if (number <= Long.MAX_VALUE >> 10 * power) {
        return number << 10 * power;
      }
    }
    throw new TypeConversionException(
        "expected a size such as 64MiB, 512k or 65536, found '" + text + "'");
  }

  /** A size in the largest unit of which there is one at least, e.g. {@code 1.4 MiB}. */
  public static String text(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double number = (double) bytes / (1L << 10 * power);
    return String.format(Locale.ROOT, "%.1f %siB", number, "KMGTPE".charAt(power - 1));
  }
}
