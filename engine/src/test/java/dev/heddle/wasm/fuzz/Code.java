package dev.heddle.wasm.fuzz;

import java.io.ByteArrayOutputStream;

/** Writes pieces of the binary format. */
final class Code {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Appends bytes. */
  Code bytes(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  /** Appends bytes. */
  Code bytes(byte[] values) {
    bytes.writeBytes(values);
    return this;
  }

  /** Appends an unsigned LEB128 number. */
  Code unsigned(int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      bytes.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
    return this;
  }

  /** Appends a signed LEB128 number. */
  Code signed(long value) {
    long rest = value;
    while (rest >> 6 != 0 && rest >> 6 != -1) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>= 7;
    }
    bytes.write((int) (rest & 0x7f));
    return this;
  }

  /** Appends the constant of a number type that has these bits. */
  Code constant(Type type, long bits) {
    switch (type) {
      case I32, I64 -> bytes(type == Type.I32 ? 0x41 : 0x42).signed(bits);
      case F32 -> bytes(0x43).fixed(bits, 4);
      case F64 -> bytes(0x44).fixed(bits, 8);
      case FUNCREF -> bytes(0xd0, 0x70);
    }
    return this;
  }

  private void fixed(long bits, int count) {
    for (int i = 0; i < count; i++) {
      bytes.write((int) (bits >>> (8 * i)));
    }
  }

  /** Appends a section. */
  Code section(int id, Code content) {
    byte[] inner = content.toBytes();
    return bytes(id).unsigned(inner.length).bytes(inner);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
