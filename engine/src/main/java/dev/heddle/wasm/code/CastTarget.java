package dev.heddle.wasm.code;

import dev.heddle.wasm.types.AbstractHeapType;

/**
 * The type that a cast asks for, as an operand of register code: an abstract heap type as its place
 * in the enumeration or a defined one as its index plus a constant, and in the lowest bit whether
 * null passes.
 */
public final class CastTarget {

  private static final int FIRST_DEFINED = 16;
  private static final AbstractHeapType[] ABSTRACT = AbstractHeapType.values();

  private CastTarget() {}

  /** A target whose heap type is the one in the binary format, an index if not negative. */
  public static int of(AbstractHeapType heap, boolean nullable) {
    return heap.ordinal() << 1 | (nullable ? 1 : 0);
  }

  public static int of(int typeIndex, boolean nullable) {
    return typeIndex + FIRST_DEFINED << 1 | (nullable ? 1 : 0);
  }

  /** Whether null passes. */
  public static boolean isNullable(int target) {
    return (target & 1) != 0;
  }

  /** Whether the heap type is defined by the module. */
  public static boolean isDefined(int target) {
    return target >>> 1 >= FIRST_DEFINED;
  }

  /** The index of the defined heap type. */
  public static int typeIndex(int target) {
    return (target >>> 1) - FIRST_DEFINED;
  }

  /** The abstract heap type. */
  public static AbstractHeapType abstractType(int target) {
    return ABSTRACT[target >>> 1];
  }

  /** As the disassembler prints it, e.g. {@code null i31} or {@code [3]}. */
  static String text(int target) {
    String heap =
        isDefined(target) ? "[" + typeIndex(target) + "]" : abstractType(target).toString();
    return isNullable(target) ? "null " + heap : heap;
  }
}
