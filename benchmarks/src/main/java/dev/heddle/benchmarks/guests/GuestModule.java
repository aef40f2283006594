package dev.heddle.benchmarks.guests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Random;

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

  /** A guest that serves HTTP requests, as the tests of the Vert.x integration have it. */
  public static byte[] site() {
    return resource("/dev/heddle/vertx/http/site.wasm");
  }

  /** A module with 1 MiB of data, which instantiation has to copy; it exports nothing. */
  public static byte[] data() {
    int length = 1 << 20;
    ByteArrayOutputStream module = new ByteArrayOutputStream(length + 64);
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    module.writeBytes(new byte[] {5, 3, 1, 0, 17});
    module.write(11);
    unsigned(module, 1 + 1 + 3 + 3 + length);
    module.writeBytes(new byte[] {1, 0, 0x41, 0, 0x0b});
    unsigned(module, length);
    byte[] data = new byte[length];
    new Random(42).nextBytes(data);
    module.writeBytes(data);
    return module.toByteArray();
  }

  private static void unsigned(ByteArrayOutputStream module, int value) {
    for (int rest = value; ; rest >>>= 7) {
      if (rest < 0x80) {
        module.write(rest);
        return;
      }
      module.write(rest & 0x7f | 0x80);
    }
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
