package dev.heddle.bind.method;

import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Methods as Java writes them, for messages. */
final class Declarations {

  private Declarations() {}

  /** The place of a method, e.g. {@code Shop.total(int)}. */
  static String place(Method method) {
    return method.getDeclaringClass().getSimpleName()
        + "."
        + method.getName()
        + Stream.of(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** A method as it is. */
  static String of(Method method, String name) {
    StringJoiner parameters = new StringJoiner(", ", "(", ")");
    for (Parameter parameter : method.getParameters()) {
      parameters.add(
          simple(parameter.getParameterizedType().getTypeName()) + " " + parameter.getName());
    }
    return simple(method.getGenericReturnType().getTypeName()) + " " + name + parameters;
  }

  /**
   * A method for a function's type, with the parameter names and kind of result of a method that
   * does not fit, as far as it has them.
   */
  static String fitting(Method method, String name, FunctionType type, int leading) {
    StringJoiner parameters = new StringJoiner(", ", "(", ")");
    Parameter[] known = method.getParameters();
    for (int i = 0; i < leading; i++) {
      parameters.add(known[i].getType().getSimpleName() + " " + known[i].getName());
    }
    List<ValueType> types = type.parameters();
    for (int i = 0; i < types.size(); i++) {
      int place = leading + i;
      parameters.add(
          JavaTypes.of(types.get(i))
              + " "
              + (place < known.length ? known[place].getName() : "p" + i));
    }
    Class<?> result = method.getReturnType();
    return (result.getTypeParameters().length == 1 && result != List.class
            ? result.getSimpleName() + "<" + JavaTypes.boxed(plain(type.results())) + ">"
            : plain(type.results()))
        + " "
        + name
        + parameters;
  }

  /** A method for an import that nobody serves. */
  static String serving(String name, FunctionType type) {
    StringJoiner parameters = new StringJoiner(", ", "(", ")");
    for (int i = 0; i < type.parameters().size(); i++) {
      parameters.add(JavaTypes.of(type.parameters().get(i)) + " p" + i);
    }
    return plain(type.results()) + " " + name + parameters;
  }

  private static String plain(List<ValueType> results) {
    return switch (results.size()) {
      case 0 -> "void";
      case 1 -> JavaTypes.of(results.getFirst());
      default -> "RecordOf" + results.size() + "Numbers";
    };
  }

  private static String simple(String type) {
    return type.replaceAll("[\\w.]+[.$](?=\\w)", "");
  }
}
