package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.instruction.Swar.*;
import static dev.heddle.wasm.instruction.VectorFloats.f64;
import static dev.heddle.wasm.instruction.VectorFloats.high;
import static dev.heddle.wasm.instruction.VectorFloats.low;
import static dev.heddle.wasm.instruction.VectorFloats.mask;
import static dev.heddle.wasm.module.VectorOpcode.*;

/**
 * Comparisons of vectors: lanes of all ones where the relation holds. Source: core specification,
 * section 4.3 (numerics).
 */
final class VectorComparisons {

  private VectorComparisons() {}

  /** Whether the instruction of a number is one of those that this class executes. */
  static boolean isComparison(int number) {
    return number >= I8X16_EQ && number <= F64X2_GE || number >= I64X2_EQ && number <= I64X2_GE_S;
  }

  /** Executes the comparison at {@code pc}. */
  static void compare(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    int b = fp + code[pc + 3];
    long x0 = r[a];
    long x1 = r[a + 1];
    long y0 = r[b];
    long y1 = r[b + 1];
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case I8X16_EQ -> {
        low = equal(x0, y0, SIGNS_8);
        high = equal(x1, y1, SIGNS_8);
      }
      case I8X16_NE -> {
        low = notEqual(x0, y0, SIGNS_8);
        high = notEqual(x1, y1, SIGNS_8);
      }
      case I8X16_LT_S -> {
        low = lessSigned(x0, y0, SIGNS_8);
        high = lessSigned(x1, y1, SIGNS_8);
      }
      case I8X16_LT_U -> {
        low = lessUnsigned(x0, y0, SIGNS_8);
        high = lessUnsigned(x1, y1, SIGNS_8);
      }
      case I8X16_GT_S -> {
        low = lessSigned(y0, x0, SIGNS_8);
        high = lessSigned(y1, x1, SIGNS_8);
      }
      case I8X16_GT_U -> {
        low = lessUnsigned(y0, x0, SIGNS_8);
        high = lessUnsigned(y1, x1, SIGNS_8);
      }
      case I8X16_LE_S -> {
        low = ~lessSigned(y0, x0, SIGNS_8);
        high = ~lessSigned(y1, x1, SIGNS_8);
      }
      case I8X16_LE_U -> {
        low = ~lessUnsigned(y0, x0, SIGNS_8);
        high = ~lessUnsigned(y1, x1, SIGNS_8);
      }
      case I8X16_GE_S -> {
        low = ~lessSigned(x0, y0, SIGNS_8);
        high = ~lessSigned(x1, y1, SIGNS_8);
      }
      case I8X16_GE_U -> {
        low = ~lessUnsigned(x0, y0, SIGNS_8);
        high = ~lessUnsigned(x1, y1, SIGNS_8);
      }
      case I16X8_EQ -> {
        low = equal(x0, y0, SIGNS_16);
        high = equal(x1, y1, SIGNS_16);
      }
      case I16X8_NE -> {
        low = notEqual(x0, y0, SIGNS_16);
        high = notEqual(x1, y1, SIGNS_16);
      }
      case I16X8_LT_S -> {
        low = lessSigned(x0, y0, SIGNS_16);
        high = lessSigned(x1, y1, SIGNS_16);
      }
      case I16X8_LT_U -> {
        low = lessUnsigned(x0, y0, SIGNS_16);
        high = lessUnsigned(x1, y1, SIGNS_16);
      }
      case I16X8_GT_S -> {
        low = lessSigned(y0, x0, SIGNS_16);
        high = lessSigned(y1, x1, SIGNS_16);
      }
      case I16X8_GT_U -> {
        low = lessUnsigned(y0, x0, SIGNS_16);
        high = lessUnsigned(y1, x1, SIGNS_16);
      }
      case I16X8_LE_S -> {
        low = ~lessSigned(y0, x0, SIGNS_16);
        high = ~lessSigned(y1, x1, SIGNS_16);
      }
      case I16X8_LE_U -> {
        low = ~lessUnsigned(y0, x0, SIGNS_16);
        high = ~lessUnsigned(y1, x1, SIGNS_16);
      }
      case I16X8_GE_S -> {
        low = ~lessSigned(x0, y0, SIGNS_16);
        high = ~lessSigned(x1, y1, SIGNS_16);
      }
      case I16X8_GE_U -> {
        low = ~lessUnsigned(x0, y0, SIGNS_16);
        high = ~lessUnsigned(x1, y1, SIGNS_16);
      }
      case I32X4_EQ -> {
        low = equal(x0, y0, SIGNS_32);
        high = equal(x1, y1, SIGNS_32);
      }
      case I32X4_NE -> {
        low = notEqual(x0, y0, SIGNS_32);
        high = notEqual(x1, y1, SIGNS_32);
      }
      case I32X4_LT_S -> {
        low = lessSigned(x0, y0, SIGNS_32);
        high = lessSigned(x1, y1, SIGNS_32);
      }
      case I32X4_LT_U -> {
        low = lessUnsigned(x0, y0, SIGNS_32);
        high = lessUnsigned(x1, y1, SIGNS_32);
      }
      case I32X4_GT_S -> {
        low = lessSigned(y0, x0, SIGNS_32);
        high = lessSigned(y1, x1, SIGNS_32);
      }
      case I32X4_GT_U -> {
        low = lessUnsigned(y0, x0, SIGNS_32);
        high = lessUnsigned(y1, x1, SIGNS_32);
      }
      case I32X4_LE_S -> {
        low = ~lessSigned(y0, x0, SIGNS_32);
        high = ~lessSigned(y1, x1, SIGNS_32);
      }
      case I32X4_LE_U -> {
        low = ~lessUnsigned(y0, x0, SIGNS_32);
        high = ~lessUnsigned(y1, x1, SIGNS_32);
      }
      case I32X4_GE_S -> {
        low = ~lessSigned(x0, y0, SIGNS_32);
        high = ~lessSigned(x1, y1, SIGNS_32);
      }
      case I32X4_GE_U -> {
        low = ~lessUnsigned(x0, y0, SIGNS_32);
        high = ~lessUnsigned(x1, y1, SIGNS_32);
      }
      case F32X4_EQ -> {
        low = mask(low(x0) == low(y0), high(x0) == high(y0));
        high = mask(low(x1) == low(y1), high(x1) == high(y1));
      }
      case F32X4_NE -> {
        low = mask(low(x0) != low(y0), high(x0) != high(y0));
        high = mask(low(x1) != low(y1), high(x1) != high(y1));
      }
      case F32X4_LT -> {
        low = mask(low(x0) < low(y0), high(x0) < high(y0));
        high = mask(low(x1) < low(y1), high(x1) < high(y1));
      }
      case F32X4_GT -> {
        low = mask(low(x0) > low(y0), high(x0) > high(y0));
        high = mask(low(x1) > low(y1), high(x1) > high(y1));
      }
      case F32X4_LE -> {
        low = mask(low(x0) <= low(y0), high(x0) <= high(y0));
        high = mask(low(x1) <= low(y1), high(x1) <= high(y1));
      }
      case F32X4_GE -> {
        low = mask(low(x0) >= low(y0), high(x0) >= high(y0));
        high = mask(low(x1) >= low(y1), high(x1) >= high(y1));
      }
      case F64X2_EQ -> {
        low = mask(f64(x0) == f64(y0));
        high = mask(f64(x1) == f64(y1));
      }
      case F64X2_NE -> {
        low = mask(f64(x0) != f64(y0));
        high = mask(f64(x1) != f64(y1));
      }
      case F64X2_LT -> {
        low = mask(f64(x0) < f64(y0));
        high = mask(f64(x1) < f64(y1));
      }
      case F64X2_GT -> {
        low = mask(f64(x0) > f64(y0));
        high = mask(f64(x1) > f64(y1));
      }
      case F64X2_LE -> {
        low = mask(f64(x0) <= f64(y0));
        high = mask(f64(x1) <= f64(y1));
      }
      case F64X2_GE -> {
        low = mask(f64(x0) >= f64(y0));
        high = mask(f64(x1) >= f64(y1));
      }
      case I64X2_EQ -> {
        low = equal(x0, y0, SIGNS_64);
        high = equal(x1, y1, SIGNS_64);
      }
      case I64X2_NE -> {
        low = notEqual(x0, y0, SIGNS_64);
        high = notEqual(x1, y1, SIGNS_64);
      }
      case I64X2_LT_S -> {
        low = lessSigned(x0, y0, SIGNS_64);
        high = lessSigned(x1, y1, SIGNS_64);
      }
      case I64X2_GT_S -> {
        low = lessSigned(y0, x0, SIGNS_64);
        high = lessSigned(y1, x1, SIGNS_64);
      }
      case I64X2_LE_S -> {
        low = ~lessSigned(y0, x0, SIGNS_64);
        high = ~lessSigned(y1, x1, SIGNS_64);
      }
      case I64X2_GE_S -> {
        low = ~lessSigned(x0, y0, SIGNS_64);
        high = ~lessSigned(x1, y1, SIGNS_64);
      }
      default -> throw new IllegalStateException("not a comparison of vectors: " + code[pc]);
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }
}
