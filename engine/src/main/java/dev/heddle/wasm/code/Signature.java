package dev.heddle.wasm.code;

import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/**
 * Where the parameters and results of a function type are in a frame: numbers and references are
 * counted separately, each from 0. A vector takes two numbers, its low half first.
 *
 * @param type the type
 * @param parameterSlots for each parameter its slot among the numbers or among the references
 * @param resultSlots for each result its slot among the numbers or among the references
 * @param parameterNumbers how many {@code long}s the parameters take
 * @param parameterReferences how many references the parameters take
 * @param resultNumbers how many {@code long}s the results take
 * @param resultReferences how many references the results take
 * @param takesFloats whether a parameter is a floating-point number
 */
public record Signature(
    FunctionType type,
    int[] parameterSlots,
    int[] resultSlots,
    int parameterNumbers,
    int parameterReferences,
    int resultNumbers,
    int resultReferences,
    boolean takesFloats) {

  /** The places for a type. */
  public static Signature of(FunctionType type) {
    int[] parameters = slots(type.parameters());
    int[] results = slots(type.results());
    return new Signature(
        type,
        parameters,
        results,
        numbers(type.parameters()),
        references(type.parameters()),
        numbers(type.results()),
        references(type.results()),
        type.parameters().contains(ValueType.F32) || type.parameters().contains(ValueType.F64));
  }

  /** Whether a parameter or a result is a reference. */
  public boolean hasReferences() {
    return parameterReferences + resultReferences > 0;
  }

  /** How many {@code long}s a value of this type takes: 0 for a reference, 2 for a vector. */
  public static int numberSlots(ValueType type) {
    return type.isReference() ? 0 : type == ValueType.V128 ? 2 : 1;
  }

  private static int[] slots(List<ValueType> types) {
    int[] slots = new int[types.size()];
    int numbers = 0;
    int references = 0;
    for (int i = 0; i < slots.length; i++) {
      int width = numberSlots(types.get(i));
      slots[i] = width == 0 ? references++ : numbers;
      numbers += width;
    }
    return slots;
  }

  private static int numbers(List<ValueType> types) {
    int numbers = 0;
    for (ValueType type : types) {
      numbers += numberSlots(type);
    }
    return numbers;
  }

  private static int references(List<ValueType> types) {
    int references = 0;
    for (ValueType type : types) {
      references += type.isReference() ? 1 : 0;
    }
    return references;
  }
}
