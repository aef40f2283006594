package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.instruction.VectorFloats.bits;
import static dev.heddle.wasm.instruction.VectorFloats.f64;
import static dev.heddle.wasm.instruction.VectorFloats.high;
import static dev.heddle.wasm.instruction.VectorFloats.low;
import static dev.heddle.wasm.instruction.VectorFloats.pack;
import static dev.heddle.wasm.module.VectorOpcode.*;

/**
 * Conversions between vectors of integers and of floating-point numbers. Source: core
 * specification, section 4.3.4 (conversions); of the relaxed operations those that the appendix on
 * profiles prescribes for the deterministic profile.
 */
final class VectorConversions {

  private VectorConversions() {}

  /** Whether the instruction of a number is one of those that this class executes. */
  static boolean isConversion(int number) {
    return number >= I32X4_TRUNC_SAT_F32X4_S && number <= F64X2_CONVERT_LOW_I32X4_U
        || number >= I32X4_RELAXED_TRUNC_F32X4_S && number <= I32X4_RELAXED_TRUNC_F64X2_U_ZERO
        || number == F32X4_DEMOTE_F64X2_ZERO
        || number == F64X2_PROMOTE_LOW_F32X4;
  }

  /** Executes the conversion at {@code pc}. */
  static void convert(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    long x0 = r[a];
    long x1 = r[a + 1];
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case I32X4_TRUNC_SAT_F32X4_S, I32X4_RELAXED_TRUNC_F32X4_S -> {
        low = Swar.join((int) low(x0), (int) high(x0));
        high = Swar.join((int) low(x1), (int) high(x1));
      }
      case I32X4_TRUNC_SAT_F32X4_U, I32X4_RELAXED_TRUNC_F32X4_U -> {
        low = Swar.join(unsigned(low(x0)), unsigned(high(x0)));
        high = Swar.join(unsigned(low(x1)), unsigned(high(x1)));
      }
      case I32X4_TRUNC_SAT_F64X2_S_ZERO, I32X4_RELAXED_TRUNC_F64X2_S_ZERO -> {
        low = Swar.join((int) f64(x0), (int) f64(x1));
        high = 0;
      }
      case I32X4_TRUNC_SAT_F64X2_U_ZERO, I32X4_RELAXED_TRUNC_F64X2_U_ZERO -> {
        low = Swar.join(unsigned(f64(x0)), unsigned(f64(x1)));
        high = 0;
      }
      case F32X4_CONVERT_I32X4_S -> {
        low = pack((float) (int) x0, (float) (x0 >> 32));
        high = pack((float) (int) x1, (float) (x1 >> 32));
      }
      case F32X4_CONVERT_I32X4_U -> {
        low = pack((float) (x0 & 0xffff_ffffL), (float) (x0 >>> 32));
        high = pack((float) (x1 & 0xffff_ffffL), (float) (x1 >>> 32));
      }
      case F64X2_CONVERT_LOW_I32X4_S -> {
        low = bits((double) (int) x0);
        high = bits((double) (x0 >> 32));
      }
      case F64X2_CONVERT_LOW_I32X4_U -> {
        low = bits((double) (x0 & 0xffff_ffffL));
        high = bits((double) (x0 >>> 32));
      }
      case F32X4_DEMOTE_F64X2_ZERO -> {
        low = pack((float) f64(x0), (float) f64(x1));
        high = 0;
      }
      case F64X2_PROMOTE_LOW_F32X4 -> {
        low = bits((double) low(x0));
        high = bits((double) high(x0));
      }
      default -> throw new IllegalStateException("not a conversion of vectors: " + code[pc]);
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }

  private static int unsigned(double value) {
    return Truncation.saturateToIntUnsigned(value);
  }
}
