package dev.heddle.bind.source;

import dev.heddle.bind.method.JavaTypes;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Writes methods for types of functions, and keeps the records that several results make. Not
 * thread-safe.
 */
final class Signatures {

  private final Map<List<ValueType>, String> records = new LinkedHashMap<>();

  /** The result as a method returns it that is the value itself. */
  String plain(List<ValueType> results) {
    return switch (results.size()) {
      case 0 -> "void";
      case 1 -> JavaTypes.of(results.getFirst());
      default -> record(results);
    };
  }

  /** The result as a type argument. */
  String boxed(List<ValueType> results) {
    return JavaTypes.boxed(plain(results));
  }

  /** The parameters with names, in parentheses. */
  static String parameters(FunctionType type) {
    StringJoiner parameters = new StringJoiner(", ", "(", ")");
    for (int i = 0; i < type.parameters().size(); i++) {
      parameters.add(JavaTypes.of(type.parameters().get(i)) + " p" + i);
    }
    return parameters.toString();
  }

  private String record(List<ValueType> results) {
    return records.computeIfAbsent(
        results,
        types ->
            types.stream()
                .map(type -> capital(JavaTypes.of(type)))
                .collect(Collectors.joining("And", "", "")));
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** The records that {@link #plain} has named, as members of an interface. */
  String records() {
    StringBuilder text = new StringBuilder();
    records.forEach((types, name) -> {
      StringJoiner components = new StringJoiner(", ", "(", ")");
      for (int i = 0; i < types.size(); i++) {
        components.add(JavaTypes.of(types.get(i)) + " r" + i);
      }
      text.append("\n  /** Several results. */\n  record ")
          .append(name)
          .append(components)
          .append(" {}\n");
    });
    return text.toString();
  }
}
