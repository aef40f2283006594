package dev.heddle.wasm.types;

/**
 * The type of a single WebAssembly value: a number, a vector or a reference.
 *
 * <p>Immutable and thread-safe. Source: core specification, section 2.3 (types).
 */
public sealed interface ValueType permits NumberType, VectorType, ReferenceType {

  /** A 32-bit integer; a Java {@code int}. */
  ValueType I32 = NumberType.I32;

  /** A 64-bit integer; a Java {@code long}. */
  ValueType I64 = NumberType.I64;

  /** A 32-bit IEEE 754 number; a Java {@code float}. */
  ValueType F32 = NumberType.F32;

  /** A 64-bit IEEE 754 number; a Java {@code double}. */
  ValueType F64 = NumberType.F64;

  /** A nullable reference to a function. */
  ReferenceType FUNCREF = new ReferenceType(true, AbstractHeapType.FUNC);

  /** A nullable reference to any Java object. */
  ReferenceType EXTERNREF = new ReferenceType(true, AbstractHeapType.EXTERN);

  /** Whether values of this type are references (and so never appear in raw {@code long} form). */
  // Not a default method: with one, initialising an implementing class would initialise this
  // interface first, and its constants would be read from that class before they are set.
  boolean isReference();
}
