package dev.heddle.wasm.types;

/**
 * An integer of less than 32 bits, as fields and elements keep them; read, it becomes an {@code
 * i32}. Immutable and thread-safe. Source: core specification, section 2.3.8 (packed types).
 */
public enum PackedType implements StorageType {
  /** 8 bits. */
  I8("i8"),
  /** 16 bits. */
  I16("i16");

  private final String text;

  PackedType(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
