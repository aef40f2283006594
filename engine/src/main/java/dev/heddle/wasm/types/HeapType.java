package dev.heddle.wasm.types;

/**
 * What a reference refers to. Source: core specification, section 2.3.3 (heap types). Immutable and
 * thread-safe.
 */
public sealed interface HeapType permits AbstractHeapType, DefinedType {

  /**
   * Whether every reference to this type is one to {@code other}. Source: core specification,
   * section 3.3.3 (heap types).
   */
  boolean isSubtypeOf(HeapType other);

  /** The highest type of its hierarchy. */
  AbstractHeapType top();
}
