package dev.heddle.benchmarks.guests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The binary modules among the resources. */
public final class GuestModule {

  private GuestModule() {}

  /**
   * The bytes of a module built from {@code src/main/guest}.
   *
   * @param name the name of its source, without the suffix
   */
  public static byte[] bytes(String name) {
    return resource("/dev/heddle/benchmarks/guests/" + name + ".wasm");
  }

  /** The bytes of SQLite, as the examples have it: a program of a size that real ones have. */
  public static byte[] sqlite() {
    return resource("/dev/heddle/examples/sql/sqlite3.wasm");
  }

  private static byte[] resource(String path) {
    try (InputStream stream = GuestModule.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + path + " on the class path");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + path, e);
    }
  }
}
