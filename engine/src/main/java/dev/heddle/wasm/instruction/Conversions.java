package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.*;

/** Conversions between number types. Source: core specification, section 4.3.4 (conversions). */
public final class Conversions {

  private Conversions() {}

  /** The result of a conversion, by its opcode in register code. */
  public static long convert(int opcode, long a) {
    return switch (opcode) {
      case I32_TRUNC_F32_S -> Truncation.toInt(f32(a));
      case I32_TRUNC_F32_U -> Truncation.toIntUnsigned(f32(a));
      case I32_TRUNC_F64_S -> Truncation.toInt(f64(a));
      case I32_TRUNC_F64_U -> Truncation.toIntUnsigned(f64(a));
      case I64_TRUNC_F32_S -> Truncation.toLong(f32(a));
      case I64_TRUNC_F32_U -> Truncation.toLongUnsigned(f32(a));
      case I64_TRUNC_F64_S -> Truncation.toLong(f64(a));
      case I64_TRUNC_F64_U -> Truncation.toLongUnsigned(f64(a));
      case I32_TRUNC_SAT_F32_S -> (int) f32(a);
      case I32_TRUNC_SAT_F32_U -> Truncation.saturateToIntUnsigned(f32(a));
      case I32_TRUNC_SAT_F64_S -> (int) f64(a);
      case I32_TRUNC_SAT_F64_U -> Truncation.saturateToIntUnsigned(f64(a));
      case I64_TRUNC_SAT_F32_S -> (long) f32(a);
      case I64_TRUNC_SAT_F32_U -> Truncation.saturateToLongUnsigned(f32(a));
      case I64_TRUNC_SAT_F64_S -> (long) f64(a);
      case I64_TRUNC_SAT_F64_U -> Truncation.saturateToLongUnsigned(f64(a));
      case F32_CONVERT_I32_S -> bits((float) (int) a);
      case F32_CONVERT_I32_U -> bits((float) (a & 0xffff_ffffL));
      case F32_CONVERT_I64_S -> bits((float) a);
      case F32_CONVERT_I64_U -> bits(FloatingPoint.unsignedToFloat(a));
      case F32_DEMOTE_F64 -> bits((float) f64(a));
      case F64_CONVERT_I32_S -> bits((double) (int) a);
      case F64_CONVERT_I32_U -> bits((double) (a & 0xffff_ffffL));
      case F64_CONVERT_I64_S -> bits((double) a);
      case F64_CONVERT_I64_U -> bits(FloatingPoint.unsignedToDouble(a));
      case F64_PROMOTE_F32 -> bits((double) f32(a));
      default -> throw new IllegalStateException("not a conversion: " + opcode);
    };
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
