package dev.heddle.wasm.fuzz;

/** A place in the code of a module, with what the binary format has from there on. */
final class CodeReader {

  private final byte[] bytes;

  /** The offset of the next byte from the start of the module. */
  int pc;

  CodeReader(byte[] bytes, int pc) {
    this.bytes = bytes;
    this.pc = pc;
  }

  /** An opcode; one behind a prefix is that byte shifted left by twelve, plus its number. */
  int opcode() {
    int first = u8();
    return first >= 0xfb && first <= 0xfe ? first << 12 | unsigned() : first;
  }

  /** A byte. */
  int u8() {
    return bytes[pc++] & 0xff;
  }

  /** An unsigned 32-bit LEB128 number, as the bits of an {@code int}. */
  int unsigned() {
    return (int) unsignedLong();
  }

  /** An unsigned 64-bit LEB128 number, as the bits of a {@code long}. */
  long unsignedLong() {
    long value = 0;
    int shift = 0;
    int next;
    do {
      next = u8();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next >= 0x80);
    return value;
  }

  /** A signed LEB128 number of up to 64 bits. */
  long signed() {
    long value = 0;
    int shift = 0;
    int next;
    do {
      next = u8();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next >= 0x80);
    return shift < 64 && (next & 0x40) != 0 ? value | -1L << shift : value;
  }

  /** Up to eight bytes, the lowest first. */
  long fixed(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) u8() << (8 * i);
    }
    return value;
  }
}
