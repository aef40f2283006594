package dev.heddle.wasm.types;

/**
 * What a type definition describes: a function, a structure or an array. Immutable and thread-safe.
 * Source: core specification, section 2.3.8 (composite types).
 */
public sealed interface CompositeType permits FunctionType, StructType, ArrayType {

  /** The abstract type above all definitions of this kind: {@code func}, {@code struct}, ... */
  AbstractHeapType kindOfHeapType();
}
