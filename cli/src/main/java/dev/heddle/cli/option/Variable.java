package dev.heddle.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A variable of the environment.
 *
 * @param name its name
 * @param value its value, or null for the one that this process has
 */
public record Variable(String name, @Nullable String value) {

  /** Reads {@code NAME=VALUE} and {@code NAME}. */
  public static final class Converter implements ITypeConverter<Variable> {

    /** Used by picocli. */
    public Converter() {}

    @Override
    public Variable convert(String text) {
      int middle = text.indexOf('=');
      if (middle == 0 || text.isEmpty()) {
        throw new TypeConversionException("expected NAME=VALUE or NAME, found '" + text + "'");
      }
      return middle < 0
          ? new Variable(text, null)
          : new Variable(text.substring(0, middle), text.substring(middle + 1));
    }
  }
}
