package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;

/**
 * Arithmetic that the interpreter's loop has no room for. Source: core specification, section 4.3
 * (numerics).
 *
 * <p>Division by zero is left to the JVM, whose {@link ArithmeticException} becomes the trap.
 */
public final class Arithmetic {

  private Arithmetic() {}

  /** Executes the binary instruction at {@code pc}. */
  public static void binary(int[] code, long[] r, int fp, int pc) {
    long a = r[fp + code[pc + 2]];
    long b = r[fp + code[pc + 3]];
    r[fp + code[pc + 1]] =
        switch (code[pc]) {
          case I32_DIV_S -> divide((int) a, (int) b);
          case I32_DIV_U -> Integer.divideUnsigned((int) a, (int) b);
          case I32_REM_S -> (int) a % (int) b;
          case I32_REM_U -> Integer.remainderUnsigned((int) a, (int) b);
          case I32_ROTL -> Integer.rotateLeft((int) a, (int) b);
          case I32_ROTR -> Integer.rotateRight((int) a, (int) b);
          case I64_DIV_S -> divide(a, b);
          case I64_DIV_U -> Long.divideUnsigned(a, b);
          case I64_REM_S -> a % b;
          case I64_REM_U -> Long.remainderUnsigned(a, b);
          case I64_ROTL -> Long.rotateLeft(a, (int) b);
          case I64_ROTR -> Long.rotateRight(a, (int) b);
          case F32_EQ -> f32(a) == f32(b) ? 1 : 0;
          case F32_NE -> f32(a) != f32(b) ? 1 : 0;
          case F32_LT -> f32(a) < f32(b) ? 1 : 0;
          case F32_LE -> f32(a) <= f32(b) ? 1 : 0;
          case F32_MIN -> bits(FloatingPoint.min(f32(a), f32(b)));
          case F32_MAX -> bits(FloatingPoint.max(f32(a), f32(b)));
          case F32_COPYSIGN -> (int) a & 0x7fff_ffff | (int) b & 0x8000_0000;
          case F64_MIN -> bits(FloatingPoint.min(f64(a), f64(b)));
          case F64_MAX -> bits(FloatingPoint.max(f64(a), f64(b)));
          case F64_COPYSIGN -> a & Long.MAX_VALUE | b & Long.MIN_VALUE;
          default -> throw new IllegalStateException("not a binary opcode: " + code[pc]);
        };
  }

  /** Executes the unary instruction at {@code pc}. */
  public static void unary(int[] code, long[] r, int fp, int pc) {
    long a = r[fp + code[pc + 2]];
    r[fp + code[pc + 1]] =
        switch (code[pc]) {
          case I32_CLZ -> Integer.numberOfLeadingZeros((int) a);
          case I32_CTZ -> Integer.numberOfTrailingZeros((int) a);
          case I32_POPCNT -> Integer.bitCount((int) a);
          case I64_CLZ -> Long.numberOfLeadingZeros(a);
          case I64_CTZ -> Long.numberOfTrailingZeros(a);
          case I64_POPCNT -> Long.bitCount(a);
          case EXTEND8_S -> (byte) a;
          case EXTEND16_S -> (short) a;
          case F32_ABS -> (int) a & 0x7fff_ffff;
          case F32_NEG -> (int) a ^ 0x8000_0000;
          case F32_CEIL -> bits(FloatingPoint.ceil(f32(a)));
          case F32_FLOOR -> bits(FloatingPoint.floor(f32(a)));
          case F32_TRUNC -> bits(FloatingPoint.truncate(f32(a)));
          case F32_NEAREST -> bits(FloatingPoint.nearest(f32(a)));
          case F32_SQRT -> bits(FloatingPoint.squareRoot(f32(a)));
          case F64_ABS -> a & Long.MAX_VALUE;
          case F64_NEG -> a ^ Long.MIN_VALUE;
          case F64_CEIL -> bits(FloatingPoint.ceil(f64(a)));
          case F64_FLOOR -> bits(FloatingPoint.floor(f64(a)));
          case F64_TRUNC -> bits(FloatingPoint.truncate(f64(a)));
          case F64_NEAREST -> bits(FloatingPoint.nearest(f64(a)));
          case F64_SQRT -> bits(FloatingPoint.squareRoot(f64(a)));
          default -> Conversions.convert(code[pc], a);
        };
  }

  private static int divide(int a, int b) {
    if (a == Integer.MIN_VALUE && b == -1) {
      throw new TrapException(TrapKind.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  private static long divide(long a, long b) {
    if (a == Long.MIN_VALUE && b == -1) {
      throw new TrapException(TrapKind.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  private static float f32(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static double f64(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
