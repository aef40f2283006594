package dev.heddle.wasm.types;

/**
 * The type of a field of a structure, or of the elements of an array. Immutable and thread-safe.
 * Source: core specification, section 2.3.8 (field types).
 *
 * @param storage what is kept
 * @param mutable whether it may be set after it was made
 */
public record FieldType(StorageType storage, boolean mutable) {

  /** The type of the value that is read and written: of a packed integer, {@code i32}. */
  public ValueType value() {
    return storage instanceof ValueType type ? type : ValueType.I32;
  }

  @Override
  public String toString() {
    return mutable ? "(mut " + storage + ")" : storage.toString();
  }
}
