package dev.heddle.wasm.types;

/**
 * The type of a global variable. Immutable and thread-safe. Source: core specification, section
 * 2.3.14 (global types).
 *
 * @param value the type of its value
 * @param mutable whether it may be set after it was made
 */
public record GlobalType(ValueType value, boolean mutable) implements ExternType {

  @Override
  public String kind() {
    return "global";
  }

  @Override
  public String toString() {
    return mutable ? "global (mut " + value + ")" : "global " + value;
  }
}
