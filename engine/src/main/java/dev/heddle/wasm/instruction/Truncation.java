package dev.heddle.wasm.instruction;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;

/**
 * From floating-point numbers to integers: trapping on what does not fit, or saturating. Every
 * {@code f32} is also a {@code double}, so that one method serves both. Source: core specification,
 * section 4.3.4 (trunc, trunc_sat).
 */
public final class Truncation {

  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private Truncation() {}

  public static int toInt(double a) {
    if (a > -TWO_31 - 1 && a < TWO_31) {
      return (int) a;
    }
    throw outOfRange(a, "i32");
  }

  public static int toIntUnsigned(double a) {
    if (a > -1 && a < TWO_32) {
      return (int) (long) a;
    }
    throw outOfRange(a, "unsigned i32");
  }

  public static long toLong(double a) {
    if (a >= -TWO_63 && a < TWO_63) {
      return (long) a;
    }
    throw outOfRange(a, "i64");
  }

  public static long toLongUnsigned(double a) {
    if (a > -1 && a < TWO_64) {
      return unsigned(a);
    }
    throw outOfRange(a, "unsigned i64");
  }

  public static int saturateToIntUnsigned(double a) {
    return a < TWO_32 || a != a ? (int) Math.max(0, (long) a) : -1;
  }

  public static long saturateToLongUnsigned(double a) {
    if (a >= TWO_64) {
      return -1;
    }
    return a > 0 ? unsigned(a) : 0;
  }

  /** For numbers above -1 and below 2^64. */
  private static long unsigned(double a) {
    return a < TWO_63 ? (long) a : (long) (a - TWO_63) + Long.MIN_VALUE;
  }

  private static TrapException outOfRange(double a, String type) {
    return a != a
        ? new TrapException(TrapKind.INVALID_CONVERSION)
        : new TrapException(TrapKind.INTEGER_OVERFLOW, a + " is not in the range of " + type);
  }
}
