package dev.heddle.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen.
 *
 * @param host a name or address, empty for all addresses
 * @param port the port, 0 for any that is free
 */
public record Address(String host, int port) {

  private static final int LAST_PORT = 65_535;

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Reads {@code HOST:PORT}, {@code :PORT} and {@code [::1]:PORT}. */
  public static final class Converter implements ITypeConverter<Address> {

    /** Used by picocli. */
    public Converter() {}

    @Override
    public Address convert(String text) {
      int middle = text.lastIndexOf(':');
      String port = text.substring(middle + 1);
      if (middle < 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > LAST_PORT) {
        throw new TypeConversionException("expected HOST:PORT, found '" + text + "'");
      }
      String host = text.substring(0, middle);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      return new Address(
          bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }
  }
}
