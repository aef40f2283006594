package dev.heddle.wasm.code;

import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.PackedType;
import dev.heddle.wasm.types.StorageType;
import dev.heddle.wasm.types.VectorType;

/** How an array keeps its elements: what Java array it is, and how the bytes of one are found. */
public enum ElementKind {
  /** In a {@code byte[]}. */
  BITS8(1),
  /** In a {@code short[]}. */
  BITS16(2),
  /** In an {@code int[]}, floating-point numbers by their bits. */
  BITS32(4),
  /** In a {@code long[]}, floating-point numbers by their bits. */
  BITS64(8),
  /** In an {@code Object[]}. */
  REFERENCE(4),
  /** In a {@code long[]}, two for each vector. */
  BITS128(16);

  private final int bytes;

  ElementKind(int bytes) {
    this.bytes = bytes;
  }

  /** How an array of these keeps them. */
  public static ElementKind of(StorageType type) {
    if (type instanceof NumberType number) {
      return switch (number) {
        case I32, F32 -> BITS32;
        case I64, F64 -> BITS64;
      };
    }
    if (type instanceof PackedType packed) {
      return packed == PackedType.I8 ? BITS8 : BITS16;
    }
    return type instanceof VectorType ? BITS128 : REFERENCE;
  }

  /** The size of an element in bytes; of a number, the bytes that a data segment has for one. */
  public int bytes() {
    return bytes;
  }
}
