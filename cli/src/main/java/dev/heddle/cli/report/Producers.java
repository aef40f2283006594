package dev.heddle.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the custom section in which tools say who they are: tool conventions, "producers". */
final class Producers {

  /**
   * One tool.
   *
   * @param field what it was for: {@code language}, {@code processed-by} or {@code sdk}
   * @param name its name
   * @param version its version
   */
  record Tool(String field, String name, String version) {}

  private static final int MOST = 1_000;

  private final ByteBuffer bytes;

  private Producers(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /** The tools; those before the first flaw, as a section like this decides nothing. */
  static List<Tool> read(byte[] section) {
    List<Tool> tools = new ArrayList<>();
    Producers reader = new Producers(section);
    try {
      for (int fields = reader.number(); fields > 0; fields--) {
        String field = reader.text();
        for (int values = reader.number(); values > 0 && tools.size() < MOST; values--) {
          tools.add(new Tool(field, reader.text(), reader.text()));
        }
      }
    } catch (BufferUnderflowException e) {
      // what could be read is enough
    }
    return tools;
  }

  private int number() {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        break;
      }
    }
    return value;
  }

  private String text() {
    int length = number();
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, UTF_8);
  }
}
