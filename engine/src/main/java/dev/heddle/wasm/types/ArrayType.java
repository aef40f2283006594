package dev.heddle.wasm.types;

/**
 * The type of an array, whose length is that of each array its own. Immutable and thread-safe.
 * Source: core specification, section 2.3.8 (composite types).
 *
 * @param element the type of the elements
 */
public record ArrayType(FieldType element) implements CompositeType {

  @Override
  public AbstractHeapType kindOfHeapType() {
    return AbstractHeapType.ARRAY;
  }

  @Override
  public String toString() {
    return "array " + element;
  }
}
