package dev.heddle.wasm.types;

import java.util.List;
import java.util.StringJoiner;

/**
 * The type of a function: what it takes and what it returns. Immutable and thread-safe. Source:
 * core specification, section 2.3.8 (composite types).
 *
 * <p>As a type of a module it is part of a {@link DefinedType}; functions of equal parameters and
 * results may differ in that.
 *
 * @param parameters the types of the parameters, in order
 * @param results the types of the results, in order; empty for a function that returns nothing
 */
public record FunctionType(List<ValueType> parameters, List<ValueType> results)
    implements ExternType, CompositeType {

  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /** The function type with these parameters and results. */
  public static FunctionType of(List<ValueType> parameters, List<ValueType> results) {
    return new FunctionType(parameters, results);
  }

  /** Whether a parameter or a result is a reference. */
  public boolean hasReferences() {
    return hasReferences(parameters) || hasReferences(results);
  }

  private static boolean hasReferences(List<ValueType> types) {
    for (ValueType type : types) {
      if (type.isReference()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public AbstractHeapType kindOfHeapType() {
    return AbstractHeapType.FUNC;
  }

  @Override
  public String kind() {
    return "func";
  }

  @Override
  public String toString() {
    return list(parameters) + " -> " + list(results);
  }

  private static String list(List<ValueType> types) {
    StringJoiner text = new StringJoiner(", ", "(", ")");
    for (ValueType type : types) {
      text.add(type.toString());
    }
    return text.toString();
  }
}
