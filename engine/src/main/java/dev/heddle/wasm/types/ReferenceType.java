package dev.heddle.wasm.types;

/**
 * The type of a reference. Immutable and thread-safe. Source: core specification, section 2.3.4
 * (reference types).
 *
 * <p>The null reference is Java's {@code null}; a function reference is a {@code WasmFunction}; an
 * external reference is any Java object; structures, arrays and 31-bit integers are {@code
 * WasmStruct}, {@code WasmArray} and {@code I31}.
 *
 * @param nullable whether the null reference is among its values
 * @param heap what a non-null reference refers to
 */
public record ReferenceType(boolean nullable, HeapType heap) implements ValueType {

  @Override
  public boolean isReference() {
    return true;
  }

  @Override
  public boolean isSubtypeOf(ValueType other) {
    return other instanceof ReferenceType(boolean otherNullable, HeapType otherHeap)
        && (otherNullable || !nullable)
        && heap.isSubtypeOf(otherHeap);
  }

  @Override
  public String toString() {
    if (nullable && heap instanceof AbstractHeapType kind) {
      return kind.nullableText();
    }
    return (nullable ? "(ref null " : "(ref ") + heap + ")";
  }
}
