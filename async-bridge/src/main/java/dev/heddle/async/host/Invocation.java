package dev.heddle.async.host;

import dev.heddle.async.GuestTask;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of exports with checked arguments and results. */
public final class Invocation {

  private Invocation() {}

  /**
   * A task that calls a function.
   *
   * @throws IllegalArgumentException if the arguments or the class of the result do not fit its
   *     type
   */
  public static <R> GuestTask<@Nullable R> of(
      String name, WasmFunction function, Class<R> result, @Nullable Object[] arguments) {
    FunctionType type = function.type();
    @Nullable Object[] exact = Values.arguments(name, type, arguments);
    Class<R> boxed = boxed(result);
    checkResult(name, type, boxed);
    return Values.hasOnlyNumbers(type) && type.results().size() <= 1
        ? withNumbers(function, boxed, Values.raw(exact))
        : withObjects(name, function, boxed, exact);
  }

  /**
   * Demands that arguments and the class of the result fit a function's type.
   *
   * @throws IllegalArgumentException if they do not
   */
  public static void check(
      String name, FunctionType type, Class<?> result, @Nullable Object[] arguments) {
    Values.arguments(name, type, arguments);
    checkResult(name, type, boxed(result));
  }

  private static <R> GuestTask<@Nullable R> withNumbers(
      WasmFunction function, Class<R> result, long[] arguments) {
    List<ValueType> results = function.type().results();
    if (results.isEmpty()) {
      return call -> {
        function.call(arguments);
        return null;
      };
    }
    NumberType type = (NumberType) results.getFirst();
    return call ->
        result.cast(Values.widened(result, Values.number(type, function.call(arguments)[0])));
  }

  private static <R> GuestTask<@Nullable R> withObjects(
      String name, WasmFunction function, Class<R> result, @Nullable Object[] arguments) {
    List<ValueType> results = function.type().results();
    return call -> {
      List<@Nullable Object> values = function.invoke(arguments);
      @Nullable Object value =
          switch (results.size()) {
            case 0 -> null;
            case 1 ->
                results.getFirst().isReference()
                    ? values.getFirst()
                    : Values.widened(result, values.getFirst());
            default -> values;
          };
      if (value != null && !result.isInstance(value)) {
        throw new ClassCastException(
            "function \""
                + name
                + "\": expected a result of class "
                + result.getName()
                + ", found "
                + Values.describe(value));
      }
      return result.cast(value);
    };
  }

  private static void checkResult(String name, FunctionType type, Class<?> result) {
    List<ValueType> results = type.results();
    boolean fits =
        switch (results.size()) {
          case 0 -> result == Void.class || result == Object.class;
          case 1 ->
              results.getFirst().isReference()
                  || result.isAssignableFrom(Values.javaClass(results.getFirst()))
                  || Values.widens(Values.javaClass(results.getFirst()), result);
          default -> result.isAssignableFrom(List.class);
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "function \""
              + name
              + "\" "
              + type
              + ": expected a result of class "
              + expected(results)
              + ", found "
              + result.getName());
    }
  }

  private static String expected(List<ValueType> results) {
    return switch (results.size()) {
      case 0 -> Void.class.getName();
      case 1 -> Values.javaClass(results.getFirst()).getName();
      default -> List.class.getName();
    };
  }

  @SuppressWarnings("unchecked")
  private static <R> Class<R> boxed(Class<R> result) {
    return result.isPrimitive()
        ? (Class<R>) MethodType.methodType(result).wrap().returnType()
        : result;
  }
}
