package dev.heddle.wasm.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Puts modules together byte by byte, the wrong ones too: nothing is checked, and only the sizes of
 * sections and function bodies are filled in.
 */
public final class ModuleBytes {

  private static final int[] PREAMBLE = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private ModuleBytes() {}

  /** A module that has only a preamble so far. */
  public static ModuleBytes module() {
    return new ModuleBytes().raw(PREAMBLE);
  }

  /** A module with one function of the type {@code () -> ()}, of these instructions and an end. */
  public static byte[] functionOf(int... instructions) {
    return module()
        .section(1, 1, 0x60, 0, 0)
        .section(3, 1, 0)
        .code(join(new int[] {0}, instructions, new int[] {0x0b}))
        .toBytes();
  }

  /** Appends bytes as they are. */
  public ModuleBytes raw(int... content) {
    for (int value : content) {
      bytes.write(value);
    }
    return this;
  }

  /** Appends a section with the right size. */
  public ModuleBytes section(int id, int... content) {
    return raw(id).raw(u32(content.length)).raw(content);
  }

  /** Appends a custom section. */
  public ModuleBytes custom(String name, int... content) {
    return section(0, join(name(name), content));
  }

  /** Appends a code section of these bodies, each from its locals to its end. */
  public ModuleBytes code(int[]... bodies) {
    int[] content = u32(bodies.length);
    for (int[] body : bodies) {
      content = join(content, u32(body.length), body);
    }
    return section(10, content);
  }

  /** The bytes so far. */
  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** An unsigned LEB128 number in its shortest form. */
  public static int[] u32(int value) {
    ByteArrayOutputStream leb = new ByteArrayOutputStream();
    int rest = value;
    while (rest >>> 7 != 0) {
      leb.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    leb.write(rest);
    return unsigned(leb.toByteArray());
  }

  /** A length and the UTF-8 form of a text. */
  public static int[] name(String text) {
    int[] utf8 = unsigned(text.getBytes(UTF_8));
    return join(u32(utf8.length), utf8);
  }

  /** The parts one after the other. */
  public static int[] join(int[]... parts) {
    ModuleBytes joined = new ModuleBytes();
    for (int[] part : parts) {
      joined.raw(part);
    }
    return unsigned(joined.toBytes());
  }

  /** The same bytes many times. */
  public static int[] repeat(int times, int... part) {
    int[] all = new int[times * part.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = part[i % part.length];
    }
    return all;
  }

  private static int[] unsigned(byte[] signed) {
    int[] values = new int[signed.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = signed[i] & 0xff;
    }
    return values;
  }
}
