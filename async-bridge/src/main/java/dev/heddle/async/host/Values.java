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

  /** Whether one class of numbers has all values of another. */
  static boolean widens(Class<?> from, Class<?> to) {
    boolean small = from == Byte.class || from == Short.class;
    boolean whole = small || from == Integer.class;
    return small && (to == Integer.class || to == Float.class)
        || whole && (to == Long.class || to == Double.class)
        || from == Float.class && to == Double.class;
  }

  /** A number as one of another class, if that has all values of its own; otherwise itself. */
  static @Nullable Object widened(Class<?> to, @Nullable Object value) {
    if (!(value instanceof Number number) || !widens(number.getClass(), to)) {
      return value;
    }
    if (to == Integer.class) {
      return number.intValue();
    }
    if (to == Long.class) {
      return number.longValue();
    }
    return to == Float.class ? (Object) number.floatValue() : (Object) number.doubleValue();
  }

  /**
   * The arguments of a function, each of the class of its parameter.
   *
   * @throws IllegalArgumentException if their number is wrong, or one of their classes is wrong and
   *     cannot be widened
   */
  public static @Nullable Object[] arguments(
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
    @Nullable Object[] exact = arguments.clone();
    for (int i = 0; i < exact.length; i++) {
      ValueType parameter = parameters.get(i);
      exact[i] = widened(javaClass(parameter), arguments[i]);
      if (!parameter.isReference() && !javaClass(parameter).isInstance(exact[i])) {
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
    return exact;
  }

  /** Whether a function takes and returns nothing but numbers, which have a raw form. */
  static boolean hasOnlyNumbers(FunctionType type) {
    return onlyNumbers(type.parameters()) && onlyNumbers(type.results());
  }

  // Without a stream, as every call asks.
  private static boolean onlyNumbers(List<ValueType> types) {
    for (int i = 0; i < types.size(); i++) {
      if (!(types.get(i) instanceof NumberType)) {
        return false;
      }
    }
    return true;
  }

  /** A number in raw form as a Java object. */
  static Object number(NumberType type, long raw) {
    return switch (type) {
      case I32 -> (Object) (int) raw;
      case I64 -> raw;
      case F32 -> Float.intBitsToFloat((int) raw);
      case F64 -> Double.longBitsToDouble(raw);
    };
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
