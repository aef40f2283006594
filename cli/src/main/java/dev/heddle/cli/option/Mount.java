package dev.heddle.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A directory of the host under a name of the guest's.
 *
 * @param host where it is
 * @param guest what the guest calls it
 * @param readOnly whether the guest may only read
 */
public record Mount(Path host, String guest, boolean readOnly) {

  private static final String READ_ONLY = ":ro";

  private static Mount parse(String text, String separator) {
    boolean readOnly = text.endsWith(READ_ONLY);
    String names = readOnly ? text.substring(0, text.length() - READ_ONLY.length()) : text;
    int middle = names.indexOf(separator);
    String host = middle < 0 ? names : names.substring(0, middle);
    String guest = middle < 0 ? names : names.substring(middle + separator.length());
    if (host.isEmpty() || guest.isEmpty()) {
      throw new TypeConversionException(
          "expected HOST[" + separator + "GUEST][:ro], found '" + text + "'");
    }
    try {
      return new Mount(Path.of(host), guest, readOnly);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'" + host + "' is no path: " + e.getReason());
    }
  }

  /** Reads {@code HOST[::GUEST][:ro]}, as Wasmtime has it. */
  public static final class AsDir implements ITypeConverter<Mount> {

    /** Used by picocli. */
    public AsDir() {}

    @Override
    public Mount convert(String text) {
      return parse(text, "::");
    }
  }

  /** Reads {@code HOST[:GUEST][:ro]}, as wazero has it. */
  public static final class AsMount implements ITypeConverter<Mount> {

    /** Used by picocli. */
    public AsMount() {}

    @Override
    public Mount convert(String text) {
      return parse(text, ":");
    }
  }
}
