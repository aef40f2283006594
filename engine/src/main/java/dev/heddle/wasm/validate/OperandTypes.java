package dev.heddle.wasm.validate;

import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.NumberType;

/**
 * Value types as small numbers, so that the operand stack is an {@code int[]} and comparing types
 * is comparing numbers.
 *
 * <p>A reference has its heap type in the upper bits: an abstract one as its place in the
 * enumeration, a defined one as its index, see {@link ModuleTypes}.
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

  /** The heap type that is below all others: of what unreachable code takes from nowhere. */
  static final int BOTTOM_HEAP = 15;

  /** The heap type with index 0 in the module; the others follow. */
  static final int FIRST_DEFINED_HEAP = 16;

  static final int FUNCREF = reference(AbstractHeapType.FUNC.ordinal(), true);
  static final int EXTERNREF = reference(AbstractHeapType.EXTERN.ordinal(), true);
  static final int EXNREF = reference(AbstractHeapType.EXN.ordinal(), true);
  static final int ANYREF = reference(AbstractHeapType.ANY.ordinal(), true);
  static final int EQREF = reference(AbstractHeapType.EQ.ordinal(), true);
  static final int I31REF = reference(AbstractHeapType.I31.ordinal(), true);
  static final int ARRAYREF = reference(AbstractHeapType.ARRAY.ordinal(), true);

  /** A reference to an exception that is not null. */
  static final int EXN = reference(AbstractHeapType.EXN.ordinal(), false);

  private OperandTypes() {}

  static int of(NumberType type) {
    return switch (type) {
      case I32 -> I32;
      case I64 -> I64;
      case F32 -> F32;
      case F64 -> F64;
    };
  }

  /** A reference to a heap type, given as a number. */
  static int reference(int heap, boolean nullable) {
    return heap << HEAP_SHIFT | REFERENCE | (nullable ? NULLABLE : 0);
  }

  static boolean isReference(int type) {
    return (type & REFERENCE) != 0;
  }

  /** Whether null is among the values of a reference type. */
  static boolean isNullable(int type) {
    return (type & NULLABLE) != 0;
  }

  /** The type of a size that must fit two address types: that of the smaller. */
  static int smallerAddress(int one, int other) {
    return one == I64 ? other : one;
  }

  /** The same reference type without null. */
  static int nonNull(int type) {
    return type & ~NULLABLE;
  }

  /** The heap type of a reference type, as a number. */
  static int heap(int type) {
    return type >>> HEAP_SHIFT;
  }

  /** Whether a local variable of this type has a value before it is set. */
  static boolean isDefaultable(int type) {
    return !isReference(type) || isNullable(type);
  }
}
