package dev.heddle.wasm.types;

/**
 * The vector type. Source: core specification, section 2.3.2 (vector types). Immutable and
 * thread-safe.
 */
public enum VectorType implements ValueType {
  /** 128 bits, seen as lanes of integers or floating-point numbers. */
  V128;

  @Override
  public boolean isSubtypeOf(ValueType other) {
    return this == other;
  }

  @Override
  public boolean isReference() {
    return false;
  }

  @Override
  public String toString() {
    return "v128";
  }
}
