package dev.heddle.wasm.types;

import java.util.Locale;

/**
 * The four number types. Immutable and thread-safe. Source: core specification, section 2.3.1
 * (number types).
 *
 * <p>Raw form is a {@code long}: an {@code i32} in its low half (the high half is not looked at),
 * floating-point numbers as their IEEE 754 bits.
 */
public enum NumberType implements ValueType {
  I32,
  I64,
  F32,
  F64;

  private final String text = name().toLowerCase(Locale.ROOT);

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
    return text;
  }
}
