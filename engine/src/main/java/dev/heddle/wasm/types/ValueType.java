package dev.heddle.wasm.types;

/**
 * The type of a single WebAssembly value: a number, a vector or a reference.
 *
 * <p>Immutable and thread-safe. Source: core specification, section 2.3 (types).
 */
public sealed interface ValueType extends StorageType
    permits NumberType, VectorType, ReferenceType {

  /** A 32-bit integer; a Java {@code int}. */
  ValueType I32 = NumberType.I32;

  /** A 64-bit integer; a Java {@code long}. */
  ValueType I64 = NumberType.I64;

  /** A 32-bit IEEE 754 number; a Java {@code float}. */
  ValueType F32 = NumberType.F32;

  /** A 64-bit IEEE 754 number; a Java {@code double}. */
  ValueType F64 = NumberType.F64;

  /** A vector of 128 bits; a {@link dev.heddle.wasm.V128}. */
  ValueType V128 = VectorType.V128;

  /** A nullable reference to a function. */
  ReferenceType FUNCREF = new ReferenceType(true, AbstractHeapType.FUNC);

  /** A nullable reference to any Java object. */
  ReferenceType EXTERNREF = new ReferenceType(true, AbstractHeapType.EXTERN);

  /** A nullable reference to an exception. */
  ReferenceType EXNREF = new ReferenceType(true, AbstractHeapType.EXN);

  /** A nullable reference to an internal object: a guest's, or a host's that was converted. */
  ReferenceType ANYREF = new ReferenceType(true, AbstractHeapType.ANY);

  /** A nullable reference to a structure, an array or a 31-bit integer. */
  ReferenceType EQREF = new ReferenceType(true, AbstractHeapType.EQ);

  /** A nullable reference to a 31-bit integer. */
  ReferenceType I31REF = new ReferenceType(true, AbstractHeapType.I31);

  /** A nullable reference to a structure. */
  ReferenceType STRUCTREF = new ReferenceType(true, AbstractHeapType.STRUCT);

  /** A nullable reference to an array. */
  ReferenceType ARRAYREF = new ReferenceType(true, AbstractHeapType.ARRAY);

  /**
   * Whether every value of this type is one of {@code other}. Source: core specification, section
   * 3.3.5 (value types).
   */
  boolean isSubtypeOf(ValueType other);

  /** Whether values of this type are references (and so never appear in raw {@code long} form). */
  // Not a default method: with one, initialising an implementing class would initialise this
  // interface first, and its constants would be read from that class before they are set.
  boolean isReference();
}
