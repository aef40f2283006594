package dev.heddle.wasm.types;

/**
 * The type of the addresses of a memory, or of the indices of a table. Immutable and thread-safe.
 * Source: core specification, section 2.3.13 (address types).
 */
public enum AddressType {
  /** Addresses are unsigned 32-bit numbers. */
  I32,
  /** Addresses are unsigned 64-bit numbers. */
  I64;

  /** The type of an operand that is an address. */
  public NumberType valueType() {
    return this == I32 ? NumberType.I32 : NumberType.I64;
  }
}
