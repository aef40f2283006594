package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.instruction.Swar.select;
import static dev.heddle.wasm.module.VectorOpcode.*;

/**
 * Vectors of floating-point numbers. Source: core specification, section 4.3.3 (floating-point
 * operations); of the relaxed operations those that the appendix on profiles prescribes for the
 * deterministic profile.
 */
final class VectorFloats {

  private static final long SIGNS_32 = Swar.SIGNS_32;
  private static final long SIGNS_64 = Swar.SIGNS_64;

  private VectorFloats() {}

  /** Executes the binary instruction at {@code pc}. */
  static void binary(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    int b = fp + code[pc + 3];
    long x0 = r[a];
    long x1 = r[a + 1];
    long y0 = r[b];
    long y1 = r[b + 1];
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case F32X4_ADD -> {
        low = pack(low(x0) + low(y0), high(x0) + high(y0));
        high = pack(low(x1) + low(y1), high(x1) + high(y1));
      }
      case F32X4_SUB -> {
        low = pack(low(x0) - low(y0), high(x0) - high(y0));
        high = pack(low(x1) - low(y1), high(x1) - high(y1));
      }
      case F32X4_MUL -> {
        low = pack(low(x0) * low(y0), high(x0) * high(y0));
        high = pack(low(x1) * low(y1), high(x1) * high(y1));
      }
      case F32X4_DIV -> {
        low = pack(low(x0) / low(y0), high(x0) / high(y0));
        high = pack(low(x1) / low(y1), high(x1) / high(y1));
      }
      case F32X4_MIN, F32X4_RELAXED_MIN -> {
        low = pack(FloatingPoint.min(low(x0), low(y0)), FloatingPoint.min(high(x0), high(y0)));
        high = pack(FloatingPoint.min(low(x1), low(y1)), FloatingPoint.min(high(x1), high(y1)));
      }
      case F32X4_MAX, F32X4_RELAXED_MAX -> {
        low = pack(FloatingPoint.max(low(x0), low(y0)), FloatingPoint.max(high(x0), high(y0)));
        high = pack(FloatingPoint.max(low(x1), low(y1)), FloatingPoint.max(high(x1), high(y1)));
      }
      case F32X4_PMIN -> {
        low = select(mask(low(y0) < low(x0), high(y0) < high(x0)), y0, x0);
        high = select(mask(low(y1) < low(x1), high(y1) < high(x1)), y1, x1);
      }
      case F32X4_PMAX -> {
        low = select(mask(low(x0) < low(y0), high(x0) < high(y0)), y0, x0);
        high = select(mask(low(x1) < low(y1), high(x1) < high(y1)), y1, x1);
      }
      case F64X2_ADD -> {
        low = bits(f64(x0) + f64(y0));
        high = bits(f64(x1) + f64(y1));
      }
      case F64X2_SUB -> {
        low = bits(f64(x0) - f64(y0));
        high = bits(f64(x1) - f64(y1));
      }
      case F64X2_MUL -> {
        low = bits(f64(x0) * f64(y0));
        high = bits(f64(x1) * f64(y1));
      }
      case F64X2_DIV -> {
        low = bits(f64(x0) / f64(y0));
        high = bits(f64(x1) / f64(y1));
      }
      case F64X2_MIN, F64X2_RELAXED_MIN -> {
        low = bits(FloatingPoint.min(f64(x0), f64(y0)));
        high = bits(FloatingPoint.min(f64(x1), f64(y1)));
      }
      case F64X2_MAX, F64X2_RELAXED_MAX -> {
        low = bits(FloatingPoint.max(f64(x0), f64(y0)));
        high = bits(FloatingPoint.max(f64(x1), f64(y1)));
      }
      case F64X2_PMIN -> {
        low = f64(y0) < f64(x0) ? y0 : x0;
        high = f64(y1) < f64(x1) ? y1 : x1;
      }
      case F64X2_PMAX -> {
        low = f64(x0) < f64(y0) ? y0 : x0;
        high = f64(x1) < f64(y1) ? y1 : x1;
      }
      default ->
          throw new IllegalStateException(
              "not a binary opcode of floating-point vectors: " + code[pc]);
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }

  /** Executes the unary instruction at {@code pc}. */
  static void unary(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    long x0 = r[a];
    long x1 = r[a + 1];
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case F32X4_ABS -> {
        low = x0 & ~SIGNS_32;
        high = x1 & ~SIGNS_32;
      }
      case F32X4_NEG -> {
        low = x0 ^ SIGNS_32;
        high = x1 ^ SIGNS_32;
      }
      case F32X4_CEIL -> {
        low = pack(FloatingPoint.ceil(low(x0)), FloatingPoint.ceil(high(x0)));
        high = pack(FloatingPoint.ceil(low(x1)), FloatingPoint.ceil(high(x1)));
      }
      case F32X4_FLOOR -> {
        low = pack(FloatingPoint.floor(low(x0)), FloatingPoint.floor(high(x0)));
        high = pack(FloatingPoint.floor(low(x1)), FloatingPoint.floor(high(x1)));
      }
      case F32X4_TRUNC -> {
        low = pack(FloatingPoint.truncate(low(x0)), FloatingPoint.truncate(high(x0)));
        high = pack(FloatingPoint.truncate(low(x1)), FloatingPoint.truncate(high(x1)));
      }
      case F32X4_NEAREST -> {
        low = pack(FloatingPoint.nearest(low(x0)), FloatingPoint.nearest(high(x0)));
        high = pack(FloatingPoint.nearest(low(x1)), FloatingPoint.nearest(high(x1)));
      }
      case F32X4_SQRT -> {
        low = pack(FloatingPoint.squareRoot(low(x0)), FloatingPoint.squareRoot(high(x0)));
        high = pack(FloatingPoint.squareRoot(low(x1)), FloatingPoint.squareRoot(high(x1)));
      }
      case F64X2_ABS -> {
        low = x0 & ~SIGNS_64;
        high = x1 & ~SIGNS_64;
      }
      case F64X2_NEG -> {
        low = x0 ^ SIGNS_64;
        high = x1 ^ SIGNS_64;
      }
      case F64X2_CEIL -> {
        low = bits(FloatingPoint.ceil(f64(x0)));
        high = bits(FloatingPoint.ceil(f64(x1)));
      }
      case F64X2_FLOOR -> {
        low = bits(FloatingPoint.floor(f64(x0)));
        high = bits(FloatingPoint.floor(f64(x1)));
      }
      case F64X2_TRUNC -> {
        low = bits(FloatingPoint.truncate(f64(x0)));
        high = bits(FloatingPoint.truncate(f64(x1)));
      }
      case F64X2_NEAREST -> {
        low = bits(FloatingPoint.nearest(f64(x0)));
        high = bits(FloatingPoint.nearest(f64(x1)));
      }
      case F64X2_SQRT -> {
        low = bits(FloatingPoint.squareRoot(f64(x0)));
        high = bits(FloatingPoint.squareRoot(f64(x1)));
      }
      default ->
          throw new IllegalStateException(
              "not a unary opcode of floating-point vectors: " + code[pc]);
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }

  /**
   * Executes the relaxed multiplication and addition at {@code pc}, rounding after each: fusing
   * them is not the choice of the deterministic profile.
   */
  static void multiplyAdd(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    int b = fp + code[pc + 3];
    int c = fp + code[pc + 4];
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case F32X4_RELAXED_MADD -> {
        low = multiplyAdd32(r[a], r[b], r[c]);
        high = multiplyAdd32(r[a + 1], r[b + 1], r[c + 1]);
      }
      case F32X4_RELAXED_NMADD -> {
        low = multiplyAdd32(r[a] ^ SIGNS_32, r[b], r[c]);
        high = multiplyAdd32(r[a + 1] ^ SIGNS_32, r[b + 1], r[c + 1]);
      }
      case F64X2_RELAXED_MADD -> {
        low = multiplyAdd64(r[a], r[b], r[c]);
        high = multiplyAdd64(r[a + 1], r[b + 1], r[c + 1]);
      }
      case F64X2_RELAXED_NMADD -> {
        low = multiplyAdd64(r[a] ^ SIGNS_64, r[b], r[c]);
        high = multiplyAdd64(r[a + 1] ^ SIGNS_64, r[b + 1], r[c + 1]);
      }
      default -> throw new IllegalStateException("not a ternary opcode of vectors: " + code[pc]);
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }

  private static long multiplyAdd32(long x, long y, long z) {
    return pack(low(x) * low(y) + low(z), high(x) * high(y) + high(z));
  }

  private static long multiplyAdd64(long x, long y, long z) {
    return bits(f64(x) * f64(y) + f64(z));
  }

  /** The lower of two lanes. */
  static float low(long lanes) {
    return Float.intBitsToFloat((int) lanes);
  }

  /** The upper of two lanes. */
  static float high(long lanes) {
    return Float.intBitsToFloat((int) (lanes >>> 32));
  }

  static double f64(long lane) {
    return Double.longBitsToDouble(lane);
  }

  static long pack(float low, float high) {
    return Float.floatToRawIntBits(low) & 0xffff_ffffL | (long) Float.floatToRawIntBits(high) << 32;
  }

  static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /** All ones in the lanes for which it is true. */
  static long mask(boolean low, boolean high) {
    return (low ? 0xffff_ffffL : 0) | (high ? 0xffff_ffff_0000_0000L : 0);
  }

  static long mask(boolean lane) {
    return lane ? -1 : 0;
  }
}
