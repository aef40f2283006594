package dev.heddle.wasm.types;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * The type of a structure: its fields. Source: core specification, section 2.3.8 (composite types).
 *
 * @param fields the types of the fields, in order
 */
public record StructType(List<FieldType> fields) implements CompositeType {

  public StructType {
    fields = List.copyOf(fields);
  }

  /** The structure with these fields. */
  public static StructType of(FieldType... fields) {
    return new StructType(List.of(fields));
  }

  @Override
  public AbstractHeapType kindOfHeapType() {
    return AbstractHeapType.STRUCT;
  }

  @Override
  public String toString() {
    return fields.stream().map(FieldType::toString).collect(joining(", ", "struct {", "}"));
  }
}
