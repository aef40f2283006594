package dev.heddle.wasm.lower;

import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/**
 * Where the parameters and results of a function type are in a frame: numbers and references are
 * counted separately, each from 0.
 *
 * @param type the type
 * @param parameterSlots for each parameter its slot among the numbers or among the references
 * @param resultSlots for each result its slot among the numbers or among the references
 * @param parameterNumbers how many {@code long}s the parameters take
 * @param parameterReferences how many references the parameters take
 * @param resultNumbers how many {@code long}s the results take
 * @param resultReferences how many references the results take
 */
public record Signature(
    FunctionType type,
    int[] parameterSlots,
    int[] resultSlots,
    int parameterNumbers,
    int parameterReferences,
    int resultNumbers,
    int resultReferences) {

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
        references(type.results()));
  }

  /** Whether a parameter or a result is a reference. */
  public boolean hasReferences() {
    return parameterReferences + resultReferences > 0;
  }

  private static int[] slots(List<ValueType> types) {
    int[] slots = new int[types.size()];
    int numbers = 0;
    int references = 0;
    for (int i = 0; i < slots.length; i++) {
      slots[i] = types.get(i).isReference() ? references++ : numbers++;
    }
    return slots;
  }

  private static int numbers(List<ValueType> types) {
    return types.size() - references(types);
  }

  private static int references(List<ValueType> types) {
    return (int) types.stream().filter(ValueType::isReference).count();
  }
}
