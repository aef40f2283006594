package dev.heddle.wasm.code;

import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FieldType;
import java.util.List;

/**
 * Where the fields of a structure are: numbers and references are counted separately, each from 0.
 * Every structure has the layout of its type. Immutable.
 *
 * @param type the type
 * @param slots for each field its slot among the numbers or among the references
 * @param numbers how many {@code long}s the fields take
 * @param references how many references the fields take
 */
public record StructLayout(DefinedType type, int[] slots, int numbers, int references) {

  /** The layout of a type that describes a structure. */
  public static StructLayout of(DefinedType type) {
    List<FieldType> fields = type.struct().fields();
    int[] slots = new int[fields.size()];
    int numbers = 0;
    int references = 0;
    for (int i = 0; i < slots.length; i++) {
      int width = Signature.numberSlots(fields.get(i).value());
      slots[i] = width == 0 ? references++ : numbers;
      numbers += width;
    }
    return new StructLayout(type, slots, numbers, references);
  }

  /** The type of a field. */
  public FieldType field(int index) {
    return type.struct().fields().get(index);
  }
}
