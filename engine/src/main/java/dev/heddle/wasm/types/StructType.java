package dev.heddle.wasm.types;

import java.util.List;
import java.util.StringJoiner;

/**
 * The type of a structure: its fields. Immutable and thread-safe. Source: core specification,
 * section 2.3.8 (composite types).
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
    StringJoiner text = new StringJoiner(", ", "struct {", "}");
    for (FieldType field : fields) {
      text.add(field.toString());
    }
    return text.toString();
  }
}
