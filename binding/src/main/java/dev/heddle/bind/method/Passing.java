package dev.heddle.bind.method;

import dev.heddle.bind.layout.Fields;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Layouts;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the parameters and the result of a method pass. Immutable and thread-safe. Source: the
 * Component Model's canonical ABI, flattening.
 *
 * @param parameters the layouts of what the guest gets or gives
 * @param result that of the result, if there is one
 * @param pointedParameters whether the parameters are stored, and one address is passed
 * @param pointedResult whether the result is stored, and its address passed
 * @param type the type of the function
 */
record Passing(
    List<Layout> parameters,
    @Nullable Layout result,
    boolean pointedParameters,
    boolean pointedResult,
    FunctionType type) {

  /** So many flat values are passed as parameters. */
  private static final int MOST_FLAT = 16;

  /** The passing of an export that is of a type, if it fits. */
  static Optional<Passing> ofExport(
      List<Layout> parameters, @Nullable Layout result, FunctionType type, Layouts layouts) {
    for (boolean pointed : List.of(false, true)) {
      FunctionType expected =
          FunctionType.of(
              parameterTypes(parameters, layouts),
              pointed ? List.of(layouts.pointer()) : resultTypes(result));
      if (allowed(pointed, result) && matches(expected, type)) {
        return Optional.of(new Passing(parameters, result, tooMany(parameters), pointed, type));
      }
    }
    return Optional.empty();
  }

  /** The passing of an import that is of a type, if it fits. */
  static Optional<Passing> ofImport(
      List<Layout> parameters, @Nullable Layout result, FunctionType type, Layouts layouts) {
    for (boolean pointed : List.of(false, true)) {
      List<ValueType> types = new ArrayList<>(parameterTypes(parameters, layouts));
      if (pointed) {
        types.add(layouts.pointer());
      }
      FunctionType expected = FunctionType.of(types, pointed ? List.of() : resultTypes(result));
      if (allowed(pointed, result) && matches(expected, type)) {
        return Optional.of(new Passing(parameters, result, tooMany(parameters), pointed, type));
      }
    }
    return Optional.empty();
  }

  /** The types that fit a method's, for messages. */
  static String expected(
      List<Layout> parameters, @Nullable Layout result, Layouts layouts, boolean imported) {
    List<ValueType> types = parameterTypes(parameters, layouts);
    FunctionType direct = FunctionType.of(types, resultTypes(result));
    if (direct.results().size() <= 1) {
      return direct.toString();
    }
    List<ValueType> more = new ArrayList<>(types);
    if (imported) {
      more.add(layouts.pointer());
    }
    return FunctionType.of(more, imported ? List.of() : List.of(layouts.pointer()))
        + " or "
        + direct;
  }

  /** One flat result is never stored: there would be two ways to read it. */
  private static boolean allowed(boolean pointed, @Nullable Layout result) {
    return !pointed || result != null && result.flat().size() > 1;
  }

  private static boolean tooMany(List<Layout> parameters) {
    return Fields.flat(parameters).size() > MOST_FLAT;
  }

  private static List<ValueType> parameterTypes(List<Layout> parameters, Layouts layouts) {
    return tooMany(parameters) ? List.of(layouts.pointer()) : Fields.flat(parameters);
  }

  private static List<ValueType> resultTypes(@Nullable Layout result) {
    return result == null ? List.of() : result.flat();
  }

  /** Any reference will do for any other: Java knows them as objects. */
  private static boolean matches(FunctionType expected, FunctionType found) {
    return matches(expected.parameters(), found.parameters())
        && matches(expected.results(), found.results());
  }

  private static boolean matches(List<ValueType> expected, List<ValueType> found) {
    if (expected.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      boolean references = expected.get(i).isReference() && found.get(i).isReference();
      if (!references && !expected.get(i).equals(found.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** How many flat parameters there are, the address of the result not among them. */
  int flatParameters() {
    return pointedParameters ? 1 : Fields.flat(parameters).size();
  }

  /** Whether there is nothing but numbers, which have a raw form. */
  boolean hasOnlyNumbers() {
    return areNumbers(type.parameters()) && areNumbers(type.results());
  }

  private static boolean areNumbers(List<ValueType> types) {
    return types.stream().allMatch(NumberType.class::isInstance);
  }

  /** Whether a call has to do with the guest's memory. */
  boolean usesMemory() {
    return pointedParameters
        || pointedResult
        || parameters.stream().anyMatch(Layout::usesMemory)
        || result != null && result.usesMemory();
  }

  /** Whether the host asks the guest for memory in a call of an export. */
  boolean allocatesParameters() {
    return pointedParameters || parameters.stream().anyMatch(Layout::usesMemory);
  }

  /** Whether the host asks the guest for memory in a call of an import. */
  boolean allocatesResult() {
    return result != null && result.usesMemory();
  }
}
