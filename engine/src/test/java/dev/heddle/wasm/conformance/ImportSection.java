package dev.heddle.wasm.conformance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A look into the import section of a module that the engine refuses, to know which instances it
 * would have been linked with.
 */
final class ImportSection {

  private static final int HEADER_SIZE = 8;
  private static final int ID = 2;

  private ImportSection() {}

  /**
   * Whether the import section has {@code name} in it. It may be there by accident, or as the
   * second level of a name; it is not missed.
   */
  static boolean mentions(byte[] module, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    byte[] section = content(module);
    for (int i = 0; i + utf8.length <= section.length; i++) {
      if (Arrays.equals(section, i, i + utf8.length, utf8, 0, utf8.length)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] content(byte[] module) {
    ByteBuffer in = ByteBuffer.wrap(module).position(HEADER_SIZE);
    while (in.hasRemaining()) {
      int id = in.get();
      int size = u32(in);
      if (id == ID) {
        return Arrays.copyOfRange(module, in.position(), in.position() + size);
      }
      in.position(in.position() + size);
    }
    return new byte[0];
  }

  private static int u32(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
