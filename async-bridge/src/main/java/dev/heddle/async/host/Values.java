package dev.heddle.async.host;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Java values as WebAssembly's types see them. */
public final class Values {

  private Values() {}

  /** The Java class of a type's values; {@code Object} for references. */
  public static Class<?> javaClass(ValueType type) {
    return switch (type) {
      case NumberType.I32 -> Integer.class;
      case NumberType.I64 -> Long.class;
      case NumberType.F32 -> Float.class;
      case NumberType.F64 -> Double.class;
      case VectorType.V128 -> V128.class;
      default -> Object.class;
    };
  }

  /** A type with the class of its values, for messages. */
  public static String describe(ValueType type) {
    return type.isReference()
        ? type.toString()
        : type + " (" + javaClass(type).getSimpleName() + ")";
  }

  /** The class of a value, for messages. */
  public static String describe(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }

  /**
   * Checks arguments against the parameters of a function.
   *
   * @throws IllegalArgumentException if their number or one of their classes is wrong
   */
  public static void checkArguments(
      String function, FunctionType type, @Nullable Object[] arguments) {
    List<ValueType> parameters = type.parameters();
    if (arguments.length != parameters.size()) {
      throw new IllegalArgumentException(
          "function \""
              + function
              + "\" "
              + type
              + ": expected "
              + parameters.size()
              + " arguments, found "
              + arguments.length);
    }
    for (int i = 0; i < arguments.length; i++) {
      ValueType parameter = parameters.get(i);
      if (!parameter.isReference() && !javaClass(parameter).isInstance(arguments[i])) {
        throw new IllegalArgumentException(
            "function \""
                + function
                + "\" "
                + type
                + ": argument "
                + i
                + ": expected "
                + describe(parameter)
                + ", found "
                + describe(arguments[i]));
      }
    }
  }

  /** Whether a function takes and returns nothing but numbers, which have a raw form. */
  static boolean hasOnlyNumbers(FunctionType type) {
    return type.parameters().stream().allMatch(NumberType.class::isInstance)
        && type.results().stream().allMatch(NumberType.class::isInstance);
  }

  /** Arguments that are numbers in raw form. */
  public static long[] raw(@Nullable Object[] arguments) {
    long[] raw = new long[arguments.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] =
          switch (arguments[i]) {
            case Integer value -> value;
            case Long value -> value;
            case Float value -> Float.floatToRawIntBits(value) & 0xffff_ffffL;
            case Double value -> Double.doubleToRawLongBits(value);
            case null, default -> throw new IllegalArgumentException("not a number");
          };
    }
    return raw;
  }
}
