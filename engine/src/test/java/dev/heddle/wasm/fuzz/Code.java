package dev.heddle.wasm.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;

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

  /** Appends an unsigned LEB128 number of 32 bits. */
  Code unsigned(int value) {
    return unsigned(Integer.toUnsignedLong(value));
  }

  /** Appends an unsigned LEB128 number of 64 bits. */
  Code unsigned(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
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

  /** Appends a type. */
  Code type(Storage type) {
    type.writeTo(this);
    return this;
  }

  /** Appends a list of types. */
  Code types(List<Type> types) {
    unsigned(types.size());
    types.forEach(this::type);
    return this;
  }

  /**
   * Appends what leaves a constant of a type: one that has these bits, the high half of a vector in
   * reverse order; or null, on which it traps if the type does not have it.
   */
  Code constant(Type type, long bits) {
    switch (type) {
      case Type.Plain.I32 -> bytes(0x41).signed(bits);
      case Type.Plain.I64 -> bytes(0x42).signed(bits);
      case Type.Plain.F32 -> bytes(0x43).fixed(bits, 4);
      case Type.Plain.F64 -> bytes(0x44).fixed(bits, 8);
      case Type.Plain.V128 -> vector(bits, Long.reverse(bits));
      case Type.Reference(boolean nullable, Heap heap) -> {
        heap.writeTo(bytes(0xd0));
        bytes(nullable ? new int[0] : new int[] {0xd4});
      }
    }
    return this;
  }

  /** Appends the constant of a vector. */
  Code vector(long low, long high) {
    return bytes(0xfd, 0x0c).fixed(low, 8).fixed(high, 8);
  }

  private Code fixed(long bits, int count) {
    for (int i = 0; i < count; i++) {
      bytes.write((int) (bits >>> (8 * i)));
    }
    return this;
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
