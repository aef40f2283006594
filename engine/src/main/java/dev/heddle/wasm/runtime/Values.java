package dev.heddle.wasm.runtime;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Between Java objects and the engine's raw form of values. */
final class Values {

  private Values() {}

  /** A number as a Java object. */
  static Object toObject(ValueType type, long raw) {
    return switch ((NumberType) type) {
      case I32 -> (Object) (int) raw;
      case I64 -> raw;
      case F32 -> Float.intBitsToFloat((int) raw);
      case F64 -> Double.longBitsToDouble(raw);
    };
  }

  /** A number or a vector in a frame as a Java object. */
  static Object read(ValueType type, long[] r, int slot) {
    return type == ValueType.V128 ? new V128(r[slot], r[slot + 1]) : toObject(type, r[slot]);
  }

  /**
   * Puts a number or a vector into a frame.
   *
   * @param what what the value is for, e.g. {@code argument 0 of add}
   * @throws IllegalArgumentException if it is not of the type
   */
  static void write(ValueType type, @Nullable Object value, String what, long[] r, int slot) {
    if (type == ValueType.V128) {
      V128 vector = toVector(value, what);
      r[slot] = vector.low();
      r[slot + 1] = vector.high();
    } else {
      r[slot] = toRaw(type, value, what);
    }
  }

  /**
   * Sees to it that a Java object is of a type.
   *
   * @param what what the value is for, e.g. {@code argument 0 of add}
   * @throws IllegalArgumentException if it is not
   */
  static void check(ValueType type, @Nullable Object value, String what) {
    if (type.isReference()) {
      checkReference(type, value, what);
    } else if (type == ValueType.V128) {
      toVector(value, what);
    } else {
      toRaw(type, value, what);
    }
  }

  /** A Java object as a vector: itself. */
  static V128 toVector(@Nullable Object value, String what) {
    if (value instanceof V128 vector) {
      return vector;
    }
    throw mismatch(ValueType.V128, value, what);
  }

  /** A number with the half that does not count made the same for all: sign-extended. */
  static long normalize(ValueType type, long raw) {
    return type == ValueType.I32 || type == ValueType.F32 ? (int) raw : raw;
  }

  /**
   * A Java object as a number.
   *
   * @param what what the value is for, e.g. {@code argument 0 of add}
   * @throws IllegalArgumentException if it is not of the type
   */
  static long toRaw(ValueType type, @Nullable Object value, String what) {
    if (value instanceof Integer number && type == ValueType.I32) {
      return number;
    }
    if (value instanceof Long number && type == ValueType.I64) {
      return number;
    }
    if (value instanceof Float number && type == ValueType.F32) {
      return Float.floatToRawIntBits(number);
    }
    if (value instanceof Double number && type == ValueType.F64) {
      return Double.doubleToRawLongBits(number);
    }
    return widened(type, value, what);
  }

  /** A number of a class all of whose values the type has, as it has those of its own class. */
  private static long widened(ValueType type, @Nullable Object value, String what) {
    boolean small = value instanceof Short || value instanceof Byte;
    boolean whole = small || value instanceof Integer;
    if (value instanceof Number number) {
      if (type == ValueType.I32 && small || type == ValueType.I64 && whole) {
        return number.longValue();
      }
      if (type == ValueType.F32 && small) {
        return Float.floatToRawIntBits(number.floatValue());
      }
      if (type == ValueType.F64 && (whole || value instanceof Float)) {
        return Double.doubleToRawLongBits(number.doubleValue());
      }
    }
    throw mismatch(type, value, what);
  }

  /**
   * A number that was written as a {@code double}, whatever its type.
   *
   * @throws IllegalArgumentException if the type does not have exactly this number
   */
  static long toRaw(ValueType type, double value, String what) {
    if (type == ValueType.F64) {
      return Double.doubleToRawLongBits(value);
    }
    if (type == ValueType.F32 && ((float) value == value || Double.isNaN(value))) {
      return Float.floatToRawIntBits((float) value);
    }
    // a larger i64 may have been another number before it became a double
    if (value == (long) value
        && (type == ValueType.I64 && Math.abs(value) <= 0x1p53
            || type == ValueType.I32 && isI32((long) value))) {
      return (long) value;
    }
    throw new IllegalArgumentException(
        what + ": expected " + type + ", found " + value + ", which cannot become one exactly");
  }

  /** Whether a number is an {@code i32} with a sign or without. */
  static boolean isI32(long value) {
    return value >= Integer.MIN_VALUE && value <= 0xffff_ffffL;
  }

  /**
   * A Java object as a reference: itself.
   *
   * @throws IllegalArgumentException if it is not of the type
   */
  static @Nullable Object checkReference(ValueType type, @Nullable Object value, String what) {
    ReferenceType reference = (ReferenceType) type;
    boolean fits = value == null ? reference.nullable() : References.isA(value, reference.heap());
    if (!fits) {
      throw mismatch(type, value, what);
    }
    return value;
  }

  private static IllegalArgumentException mismatch(
      ValueType type, @Nullable Object value, String what) {
    return new IllegalArgumentException(
        what
            + ": expected "
            + type
            + " ("
            + javaType(type)
            + "), found "
            + (value == null ? "null" : value.getClass().getName() + " " + value));
  }

  private static String javaType(ValueType type) {
    if (type instanceof ReferenceType(boolean nullable, HeapType heap)) {
      return javaType(heap) + (nullable ? " or null" : "");
    }
    if (type instanceof NumberType number) {
      return switch (number) {
        case I32 -> "Integer";
        case I64 -> "Long";
        case F32 -> "Float";
        case F64 -> "Double";
      };
    }
    return "V128";
  }

  private static String javaType(HeapType heap) {
    if (heap instanceof DefinedType type) {
      return javaType(type.composite().kindOfHeapType()) + " of that type";
    }
    return switch ((AbstractHeapType) heap) {
      case FUNC -> "WasmFunction";
      case EXTERN, ANY -> "any object";
      case EQ -> "WasmStruct, WasmArray or I31";
      case I31 -> "I31";
      case STRUCT -> "WasmStruct";
      case ARRAY -> "WasmArray";
      case EXN -> "Throwable";
      case NONE, NOFUNC, NOEXTERN, NOEXN -> "no object";
    };
  }
}
