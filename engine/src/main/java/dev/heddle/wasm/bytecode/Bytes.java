package dev.heddle.wasm.bytecode;

import java.util.Arrays;

/** Bytes that become more. Not thread-safe. */
final class Bytes {

  byte[] array;
  int length;

  Bytes(int capacity) {
    array = new byte[capacity];
  }

  /** Makes room for more bytes behind those there are. */
  private void ensure(int more) {
    if (length + more > array.length) {
      array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
    }
  }

  void u1(int value) {
    ensure(1);
    array[length++] = (byte) value;
  }

  void u2(int value) {
    ensure(2);
    array[length++] = (byte) (value >> 8);
    array[length++] = (byte) value;
  }

  void u4(int value) {
    u2(value >> 16);
    u2(value);
  }

  void u8(long value) {
    u4((int) (value >> 32));
    u4((int) value);
  }

  void append(Bytes other) {
    ensure(other.length);
    System.arraycopy(other.array, 0, array, length, other.length);
    length += other.length;
  }

  /** Writes over two bytes. */
  void put2(int at, int value) {
    array[at] = (byte) (value >> 8);
    array[at + 1] = (byte) value;
  }

  /** Writes over four bytes. */
  void put4(int at, int value) {
    put2(at, value >> 16);
    put2(at + 2, value);
  }

  /** Writes a text as class files have it, and before it how many bytes it takes. */
  void text(String text) {
    int start = length;
    u2(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != 0 && c < 0x80) {
        u1(c);
      } else if (c < 0x800) {
        u2((0xc0 | c >> 6) << 8 | 0x80 | c & 0x3f);
      } else {
        u1(0xe0 | c >> 12);
        u2((0x80 | c >> 6 & 0x3f) << 8 | 0x80 | c & 0x3f);
      }
    }
    put2(start, length - start - 2);
  }
}
