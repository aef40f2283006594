package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.MemoryType;
import java.math.BigInteger;
import java.util.Arrays;

/** A memory of the reference evaluator, which has a maximum. */
final class ReferenceMemory {

  private final MemoryType type;
  private byte[] bytes;

  /** A memory of zeros. */
  ReferenceMemory(MemoryType type) {
    this.type = type;
    bytes = new byte[Math.toIntExact(type.minimum() * type.pageSize())];
  }

  /** Its type at the start. */
  MemoryType type() {
    return type;
  }

  /** The type of its addresses. */
  AddressType address() {
    return type.address();
  }

  /** What is in it. */
  byte[] bytes() {
    return bytes;
  }

  /** The size in pages. */
  long pages() {
    return bytes.length / type.pageSize();
  }

  /** Makes it larger by some pages; the size before in pages, or -1 if it cannot be so large. */
  long grow(BigInteger pages) {
    long before = pages();
    BigInteger after = pages.add(BigInteger.valueOf(before));
    if (after.compareTo(BigInteger.valueOf(type.maximum().orElseThrow())) > 0) {
      return -1;
    }
    bytes = Arrays.copyOf(bytes, Math.toIntExact(after.longValueExact() * type.pageSize()));
    return before;
  }

  /** The size of its pages. */
  long pageSize() {
    return type.pageSize();
  }

  /** The place of some bytes, all of which must be inside. */
  int place(BigInteger address, BigInteger count) {
    return place(address, count, bytes.length);
  }

  /** The place of some bytes within as many as there are. */
  static int place(BigInteger address, BigInteger count, int size) {
    if (address.add(count).compareTo(BigInteger.valueOf(size)) > 0) {
      throw new ReferenceTrap(TrapKind.MEMORY_OUT_OF_BOUNDS);
    }
    return address.intValueExact();
  }

  /** Up to eight bytes as a number, the lowest first. */
  long load(int place, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[place + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  /** Sets up to eight bytes to those of a number, the lowest first. */
  void store(int place, int count, long value) {
    for (int i = 0; i < count; i++) {
      bytes[place + i] = (byte) (value >> (8 * i));
    }
  }
}
