package dev.heddle.bind.method;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.bind.layout.Guest;
import dev.heddle.bind.layout.Lifting;
import dev.heddle.bind.layout.Lowering;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flat values as the engine takes and gives them. */
final class Values {

  private Values() {}

  /** Flat values as objects. */
  static @Nullable Object[] boxed(List<ValueType> types, Lowering flat) {
    @Nullable Object[] values = new Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          types.get(i) instanceof NumberType number
              ? boxed(number, flat.numbers()[i])
              : flat.objectAt(i);
    }
    return values;
  }

  private static Object boxed(NumberType type, long raw) {
    return switch (type) {
      case I32 -> (Object) (int) raw;
      case I64 -> raw;
      case F32 -> Float.intBitsToFloat((int) raw);
      case F64 -> Double.longBitsToDouble(raw);
    };
  }

  /** Flat values from objects. */
  static Lifting lifting(Guest guest, List<@Nullable Object> values) {
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (values.get(i)) {
            case Integer value -> value;
            case Long value -> value;
            case Float value -> Float.floatToRawIntBits(value) & 0xffff_ffffL;
            case Double value -> Double.doubleToRawLongBits(value);
            case null, default -> 0;
          };
    }
    return new Lifting(guest, numbers, values.toArray());
  }

  /** Flat values from the arguments of a call. */
  static Lifting lifting(Guest guest, AsyncHostCall call, List<ValueType> types) {
    long[] numbers = new long[types.size()];
    @Nullable Object[] objects = null;
    for (int i = 0; i < numbers.length; i++) {
      if (types.get(i) instanceof NumberType number) {
        numbers[i] = raw(number, call, i);
      } else {
        objects = objects == null ? new Object[numbers.length] : objects;
        objects[i] = call.argument(i);
      }
    }
    return new Lifting(guest, numbers, objects);
  }

  private static long raw(NumberType type, AsyncHostCall call, int index) {
    return switch (type) {
      case I32 -> call.i32(index);
      case I64 -> call.i64(index);
      case F32 -> Float.floatToRawIntBits(call.f32(index)) & 0xffff_ffffL;
      case F64 -> Double.doubleToRawLongBits(call.f64(index));
    };
  }
}
