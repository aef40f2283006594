package dev.heddle.wasm.validate;

import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.util.List;

/**
 * Value types as small numbers, so that the operand stack is an {@code int[]} and comparing types
 * is comparing numbers.
 */
final class OperandTypes {

  /** The type of an operand that unreachable code takes from nowhere: it matches every type. */
  static final int ANY = 0;

  static final int I32 = 1;
  static final int I64 = 2;
  static final int F32 = 3;
  static final int F64 = 4;
  static final int V128 = 5;

  /** A reference has this bit; {@link #NULLABLE} is below it, its heap type above it. */
  private static final int REFERENCE = 1 << 4;

  private static final int NULLABLE = 1;
  private static final int HEAP_SHIFT = 5;
  private static final AbstractHeapType[] ABSTRACT = AbstractHeapType.values();

  static final int FUNCREF = nullable(AbstractHeapType.FUNC);
  static final int EXTERNREF = nullable(AbstractHeapType.EXTERN);
  static final int EXNREF = nullable(AbstractHeapType.EXN);

  /** As there may be thousands, messages show no more. */
  private static final int MAX_SHOWN = 16;

  private OperandTypes() {}

  static int of(ValueType type) {
    return switch (type) {
      case NumberType number ->
          switch (number) {
            case I32 -> I32;
            case I64 -> I64;
            case F32 -> F32;
            case F64 -> F64;
          };
      case VectorType.V128 -> V128;
      case ReferenceType(boolean nullable, HeapType heap) ->
          nullable ? nullable(heap) : nullable(heap) - NULLABLE;
    };
  }

  /** The nullable reference to a heap type. */
  static int nullable(HeapType heap) {
    return switch (heap) {
      case AbstractHeapType kind -> kind.ordinal() << HEAP_SHIFT | REFERENCE | NULLABLE;
    };
  }

  static int[] of(List<ValueType> types) {
    int[] codes = new int[types.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = of(types.get(i));
    }
    return codes;
  }

  static boolean isReference(int type) {
    return (type & REFERENCE) != 0;
  }

  /** Whether a value of one type may be where the other is expected. */
  static boolean matches(int type, int expected) {
    if (type == expected || type == ANY) {
      return true;
    }
    return isReference(type)
        && isReference(expected)
        && (type & NULLABLE) <= (expected & NULLABLE)
        && ABSTRACT[type >>> HEAP_SHIFT].isSubtypeOf(ABSTRACT[expected >>> HEAP_SHIFT]);
  }

  /** The type of a size that must fit two address types: that of the smaller. */
  static int smallerAddress(int one, int other) {
    return one == I64 ? other : one;
  }

  /** The type in the notation of the text format. */
  static String text(int type) {
    if (isReference(type)) {
      return new ReferenceType((type & NULLABLE) != 0, ABSTRACT[type >>> HEAP_SHIFT]).toString();
    }
    return switch (type) {
      case ANY -> "any";
      case I32 -> "i32";
      case I64 -> "i64";
      case F32 -> "f32";
      case F64 -> "f64";
      case V128 -> "v128";
      default -> throw new IllegalArgumentException("no operand type: " + type);
    };
  }

  /** The last of the types as messages show them, e.g. {@code [i32 i64]}. */
  static String text(int[] types, int from, int to) {
    int shown = Math.max(from, to - MAX_SHOWN);
    StringBuilder text = new StringBuilder(shown == from ? "[" : "[... ");
    for (int i = shown; i < to; i++) {
      text.append(i == shown ? "" : " ").append(text(types[i]));
    }
    return text.append(']').toString();
  }
}
