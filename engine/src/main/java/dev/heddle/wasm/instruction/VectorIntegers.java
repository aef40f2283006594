package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.instruction.Swar.*;
import static dev.heddle.wasm.module.VectorOpcode.*;

/**
 * Vectors of integers, and of bits. Source: core specification, section 4.3.2 (integer operations);
 * of the relaxed operations those that the appendix on profiles prescribes for the deterministic
 * profile.
 */
final class VectorIntegers {

  private VectorIntegers() {}

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
      case V128_AND -> {
        low = x0 & y0;
        high = x1 & y1;
      }
      case V128_ANDNOT -> {
        low = x0 & ~y0;
        high = x1 & ~y1;
      }
      case V128_OR -> {
        low = x0 | y0;
        high = x1 | y1;
      }
      case V128_XOR -> {
        low = x0 ^ y0;
        high = x1 ^ y1;
      }
      case I8X16_NARROW_I16X8_S -> {
        low = narrowSigned16(x0, x1);
        high = narrowSigned16(y0, y1);
      }
      case I8X16_NARROW_I16X8_U -> {
        low = narrowUnsigned16(x0, x1);
        high = narrowUnsigned16(y0, y1);
      }
      case I8X16_ADD -> {
        low = add(x0, y0, SIGNS_8);
        high = add(x1, y1, SIGNS_8);
      }
      case I8X16_ADD_SAT_S -> {
        low = addSaturatingSigned(x0, y0, SIGNS_8);
        high = addSaturatingSigned(x1, y1, SIGNS_8);
      }
      case I8X16_ADD_SAT_U -> {
        low = addSaturatingUnsigned(x0, y0, SIGNS_8);
        high = addSaturatingUnsigned(x1, y1, SIGNS_8);
      }
      case I8X16_SUB -> {
        low = subtract(x0, y0, SIGNS_8);
        high = subtract(x1, y1, SIGNS_8);
      }
      case I8X16_SUB_SAT_S -> {
        low = subtractSaturatingSigned(x0, y0, SIGNS_8);
        high = subtractSaturatingSigned(x1, y1, SIGNS_8);
      }
      case I8X16_SUB_SAT_U -> {
        low = subtractSaturatingUnsigned(x0, y0, SIGNS_8);
        high = subtractSaturatingUnsigned(x1, y1, SIGNS_8);
      }
      case I8X16_MIN_S -> {
        low = minSigned(x0, y0, SIGNS_8);
        high = minSigned(x1, y1, SIGNS_8);
      }
      case I8X16_MIN_U -> {
        low = minUnsigned(x0, y0, SIGNS_8);
        high = minUnsigned(x1, y1, SIGNS_8);
      }
      case I8X16_MAX_S -> {
        low = maxSigned(x0, y0, SIGNS_8);
        high = maxSigned(x1, y1, SIGNS_8);
      }
      case I8X16_MAX_U -> {
        low = maxUnsigned(x0, y0, SIGNS_8);
        high = maxUnsigned(x1, y1, SIGNS_8);
      }
      case I8X16_AVGR_U -> {
        low = average(x0, y0, SIGNS_8);
        high = average(x1, y1, SIGNS_8);
      }
      case I16X8_Q15MULR_SAT_S, I16X8_RELAXED_Q15MULR_S -> {
        low = multiplyQ15(x0, y0);
        high = multiplyQ15(x1, y1);
      }
      case I16X8_NARROW_I32X4_S -> {
        low = narrowSigned32(x0, x1);
        high = narrowSigned32(y0, y1);
      }
      case I16X8_NARROW_I32X4_U -> {
        low = narrowUnsigned32(x0, x1);
        high = narrowUnsigned32(y0, y1);
      }
      case I16X8_ADD -> {
        low = add(x0, y0, SIGNS_16);
        high = add(x1, y1, SIGNS_16);
      }
      case I16X8_ADD_SAT_S -> {
        low = addSaturatingSigned(x0, y0, SIGNS_16);
        high = addSaturatingSigned(x1, y1, SIGNS_16);
      }
      case I16X8_ADD_SAT_U -> {
        low = addSaturatingUnsigned(x0, y0, SIGNS_16);
        high = addSaturatingUnsigned(x1, y1, SIGNS_16);
      }
      case I16X8_SUB -> {
        low = subtract(x0, y0, SIGNS_16);
        high = subtract(x1, y1, SIGNS_16);
      }
      case I16X8_SUB_SAT_S -> {
        low = subtractSaturatingSigned(x0, y0, SIGNS_16);
        high = subtractSaturatingSigned(x1, y1, SIGNS_16);
      }
      case I16X8_SUB_SAT_U -> {
        low = subtractSaturatingUnsigned(x0, y0, SIGNS_16);
        high = subtractSaturatingUnsigned(x1, y1, SIGNS_16);
      }
      case I16X8_MUL -> {
        low = multiply16(x0, y0);
        high = multiply16(x1, y1);
      }
      case I16X8_MIN_S -> {
        low = minSigned(x0, y0, SIGNS_16);
        high = minSigned(x1, y1, SIGNS_16);
      }
      case I16X8_MIN_U -> {
        low = minUnsigned(x0, y0, SIGNS_16);
        high = minUnsigned(x1, y1, SIGNS_16);
      }
      case I16X8_MAX_S -> {
        low = maxSigned(x0, y0, SIGNS_16);
        high = maxSigned(x1, y1, SIGNS_16);
      }
      case I16X8_MAX_U -> {
        low = maxUnsigned(x0, y0, SIGNS_16);
        high = maxUnsigned(x1, y1, SIGNS_16);
      }
      case I16X8_AVGR_U -> {
        low = average(x0, y0, SIGNS_16);
        high = average(x1, y1, SIGNS_16);
      }
      case I16X8_EXTMUL_LOW_I8X16_S -> {
        low = multiplyExtendedSigned8(x0, y0);
        high = multiplyExtendedSigned8(x0 >>> 32, y0 >>> 32);
      }
      case I16X8_EXTMUL_HIGH_I8X16_S -> {
        low = multiplyExtendedSigned8(x1, y1);
        high = multiplyExtendedSigned8(x1 >>> 32, y1 >>> 32);
      }
      case I16X8_EXTMUL_LOW_I8X16_U -> {
        low = multiplyExtendedUnsigned8(x0, y0);
        high = multiplyExtendedUnsigned8(x0 >>> 32, y0 >>> 32);
      }
      case I16X8_EXTMUL_HIGH_I8X16_U -> {
        low = multiplyExtendedUnsigned8(x1, y1);
        high = multiplyExtendedUnsigned8(x1 >>> 32, y1 >>> 32);
      }
      case I32X4_ADD -> {
        low = add(x0, y0, SIGNS_32);
        high = add(x1, y1, SIGNS_32);
      }
      case I32X4_SUB -> {
        low = subtract(x0, y0, SIGNS_32);
        high = subtract(x1, y1, SIGNS_32);
      }
      case I32X4_MUL -> {
        low = multiply32(x0, y0);
        high = multiply32(x1, y1);
      }
      case I32X4_MIN_S -> {
        low = minSigned(x0, y0, SIGNS_32);
        high = minSigned(x1, y1, SIGNS_32);
      }
      case I32X4_MIN_U -> {
        low = minUnsigned(x0, y0, SIGNS_32);
        high = minUnsigned(x1, y1, SIGNS_32);
      }
      case I32X4_MAX_S -> {
        low = maxSigned(x0, y0, SIGNS_32);
        high = maxSigned(x1, y1, SIGNS_32);
      }
      case I32X4_MAX_U -> {
        low = maxUnsigned(x0, y0, SIGNS_32);
        high = maxUnsigned(x1, y1, SIGNS_32);
      }
      case I32X4_DOT_I16X8_S -> {
        low = dot16(x0, y0);
        high = dot16(x1, y1);
      }
      case I32X4_EXTMUL_LOW_I16X8_S -> {
        low = multiplyExtendedSigned16(x0, y0);
        high = multiplyExtendedSigned16(x0 >>> 32, y0 >>> 32);
      }
      case I32X4_EXTMUL_HIGH_I16X8_S -> {
        low = multiplyExtendedSigned16(x1, y1);
        high = multiplyExtendedSigned16(x1 >>> 32, y1 >>> 32);
      }
      case I32X4_EXTMUL_LOW_I16X8_U -> {
        low = multiplyExtendedUnsigned16(x0, y0);
        high = multiplyExtendedUnsigned16(x0 >>> 32, y0 >>> 32);
      }
      case I32X4_EXTMUL_HIGH_I16X8_U -> {
        low = multiplyExtendedUnsigned16(x1, y1);
        high = multiplyExtendedUnsigned16(x1 >>> 32, y1 >>> 32);
      }
      case I64X2_ADD -> {
        low = x0 + y0;
        high = x1 + y1;
      }
      case I64X2_SUB -> {
        low = x0 - y0;
        high = x1 - y1;
      }
      case I64X2_MUL -> {
        low = x0 * y0;
        high = x1 * y1;
      }
      case I64X2_EXTMUL_LOW_I32X4_S -> {
        low = (long) (int) x0 * (int) y0;
        high = (x0 >> 32) * (y0 >> 32);
      }
      case I64X2_EXTMUL_HIGH_I32X4_S -> {
        low = (long) (int) x1 * (int) y1;
        high = (x1 >> 32) * (y1 >> 32);
      }
      case I64X2_EXTMUL_LOW_I32X4_U -> {
        low = (x0 & 0xffff_ffffL) * (y0 & 0xffff_ffffL);
        high = (x0 >>> 32) * (y0 >>> 32);
      }
      case I64X2_EXTMUL_HIGH_I32X4_U -> {
        low = (x1 & 0xffff_ffffL) * (y1 & 0xffff_ffffL);
        high = (x1 >>> 32) * (y1 >>> 32);
      }
      case I16X8_RELAXED_DOT_I8X16_I7X16_S -> {
        low = dot8(x0, y0);
        high = dot8(x1, y1);
      }
      default -> throw new IllegalStateException("not a binary opcode of vectors: " + code[pc]);
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
      case V128_NOT -> {
        low = ~x0;
        high = ~x1;
      }
      case I8X16_ABS -> {
        low = absolute(x0, SIGNS_8);
        high = absolute(x1, SIGNS_8);
      }
      case I8X16_NEG -> {
        low = negate(x0, SIGNS_8);
        high = negate(x1, SIGNS_8);
      }
      case I8X16_POPCNT -> {
        low = countOnes(x0);
        high = countOnes(x1);
      }
      case I16X8_EXTADD_PAIRWISE_I8X16_S -> {
        low = addPairsSigned8(x0);
        high = addPairsSigned8(x1);
      }
      case I16X8_EXTADD_PAIRWISE_I8X16_U -> {
        low = addPairsUnsigned8(x0);
        high = addPairsUnsigned8(x1);
      }
      case I32X4_EXTADD_PAIRWISE_I16X8_S -> {
        low = addPairsSigned16(x0);
        high = addPairsSigned16(x1);
      }
      case I32X4_EXTADD_PAIRWISE_I16X8_U -> {
        low = addPairsUnsigned16(x0);
        high = addPairsUnsigned16(x1);
      }
      case I16X8_ABS -> {
        low = absolute(x0, SIGNS_16);
        high = absolute(x1, SIGNS_16);
      }
      case I16X8_NEG -> {
        low = negate(x0, SIGNS_16);
        high = negate(x1, SIGNS_16);
      }
      case I16X8_EXTEND_LOW_I8X16_S -> {
        low = extendSigned8(x0);
        high = extendSigned8(x0 >>> 32);
      }
      case I16X8_EXTEND_HIGH_I8X16_S -> {
        low = extendSigned8(x1);
        high = extendSigned8(x1 >>> 32);
      }
      case I16X8_EXTEND_LOW_I8X16_U -> {
        low = extendUnsigned8(x0);
        high = extendUnsigned8(x0 >>> 32);
      }
      case I16X8_EXTEND_HIGH_I8X16_U -> {
        low = extendUnsigned8(x1);
        high = extendUnsigned8(x1 >>> 32);
      }
      case I32X4_ABS -> {
        low = absolute(x0, SIGNS_32);
        high = absolute(x1, SIGNS_32);
      }
      case I32X4_NEG -> {
        low = negate(x0, SIGNS_32);
        high = negate(x1, SIGNS_32);
      }
      case I32X4_EXTEND_LOW_I16X8_S -> {
        low = extendSigned16(x0);
        high = extendSigned16(x0 >>> 32);
      }
      case I32X4_EXTEND_HIGH_I16X8_S -> {
        low = extendSigned16(x1);
        high = extendSigned16(x1 >>> 32);
      }
      case I32X4_EXTEND_LOW_I16X8_U -> {
        low = extendUnsigned16(x0);
        high = extendUnsigned16(x0 >>> 32);
      }
      case I32X4_EXTEND_HIGH_I16X8_U -> {
        low = extendUnsigned16(x1);
        high = extendUnsigned16(x1 >>> 32);
      }
      case I64X2_ABS -> {
        low = absolute(x0, SIGNS_64);
        high = absolute(x1, SIGNS_64);
      }
      case I64X2_NEG -> {
        low = negate(x0, SIGNS_64);
        high = negate(x1, SIGNS_64);
      }
      case I64X2_EXTEND_LOW_I32X4_S -> {
        low = (int) x0;
        high = x0 >> 32;
      }
      case I64X2_EXTEND_HIGH_I32X4_S -> {
        low = (int) x1;
        high = x1 >> 32;
      }
      case I64X2_EXTEND_LOW_I32X4_U -> {
        low = x0 & 0xffff_ffffL;
        high = x0 >>> 32;
      }
      case I64X2_EXTEND_HIGH_I32X4_U -> {
        low = x1 & 0xffff_ffffL;
        high = x1 >>> 32;
      }
      default -> throw new IllegalStateException("not a unary opcode of vectors: " + code[pc]);
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }

  /** Executes the shift at {@code pc}. */
  static void shift(int[] code, long[] r, int fp, int pc) {
    int distance = (int) r[fp + code[pc + 3]];
    int a = fp + code[pc + 2];
    long x0 = r[a];
    long x1 = r[a + 1];
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case I8X16_SHL -> {
        low = shiftLeft(x0, distance, SIGNS_8);
        high = shiftLeft(x1, distance, SIGNS_8);
      }
      case I8X16_SHR_S -> {
        low = shiftRightSigned(x0, distance, SIGNS_8);
        high = shiftRightSigned(x1, distance, SIGNS_8);
      }
      case I8X16_SHR_U -> {
        low = shiftRightUnsigned(x0, distance, SIGNS_8);
        high = shiftRightUnsigned(x1, distance, SIGNS_8);
      }
      case I16X8_SHL -> {
        low = shiftLeft(x0, distance, SIGNS_16);
        high = shiftLeft(x1, distance, SIGNS_16);
      }
      case I16X8_SHR_S -> {
        low = shiftRightSigned(x0, distance, SIGNS_16);
        high = shiftRightSigned(x1, distance, SIGNS_16);
      }
      case I16X8_SHR_U -> {
        low = shiftRightUnsigned(x0, distance, SIGNS_16);
        high = shiftRightUnsigned(x1, distance, SIGNS_16);
      }
      case I32X4_SHL -> {
        low = shiftLeft(x0, distance, SIGNS_32);
        high = shiftLeft(x1, distance, SIGNS_32);
      }
      case I32X4_SHR_S -> {
        low = shiftRightSigned(x0, distance, SIGNS_32);
        high = shiftRightSigned(x1, distance, SIGNS_32);
      }
      case I32X4_SHR_U -> {
        low = shiftRightUnsigned(x0, distance, SIGNS_32);
        high = shiftRightUnsigned(x1, distance, SIGNS_32);
      }
      case I64X2_SHL -> {
        low = shiftLeft(x0, distance, SIGNS_64);
        high = shiftLeft(x1, distance, SIGNS_64);
      }
      case I64X2_SHR_S -> {
        low = shiftRightSigned(x0, distance, SIGNS_64);
        high = shiftRightSigned(x1, distance, SIGNS_64);
      }
      case I64X2_SHR_U -> {
        low = shiftRightUnsigned(x0, distance, SIGNS_64);
        high = shiftRightUnsigned(x1, distance, SIGNS_64);
      }
      default -> throw new IllegalStateException("not a shift of vectors: " + code[pc]);
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }

  /** Executes the instruction at {@code pc}, which makes an {@code i32} of a vector. */
  static void test(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    long low = r[a];
    long high = r[a + 1];
    r[fp + code[pc + 1]] =
        switch (code[pc] - FIRST_VECTOR) {
          case V128_ANY_TRUE -> (low | high) != 0 ? 1 : 0;
          case I8X16_ALL_TRUE -> allNonZero(low, SIGNS_8) && allNonZero(high, SIGNS_8) ? 1 : 0;
          case I8X16_BITMASK -> bitmask8(low) | bitmask8(high) << 8;
          case I16X8_ALL_TRUE -> allNonZero(low, SIGNS_16) && allNonZero(high, SIGNS_16) ? 1 : 0;
          case I16X8_BITMASK -> bitmask16(low) | bitmask16(high) << 4;
          case I32X4_ALL_TRUE -> allNonZero(low, SIGNS_32) && allNonZero(high, SIGNS_32) ? 1 : 0;
          case I32X4_BITMASK -> bitmask32(low) | bitmask32(high) << 2;
          case I64X2_ALL_TRUE -> allNonZero(low, SIGNS_64) && allNonZero(high, SIGNS_64) ? 1 : 0;
          case I64X2_BITMASK -> (int) (low >>> 63 | high >>> 62 & 2);
          default -> throw new IllegalStateException("not a test of vectors: " + code[pc]);
        };
  }

  /** Executes the ternary instruction at {@code pc}. */
  static void ternary(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    int b = fp + code[pc + 3];
    int c = fp + code[pc + 4];
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case V128_BITSELECT,
          I8X16_RELAXED_LANESELECT,
          I16X8_RELAXED_LANESELECT,
          I32X4_RELAXED_LANESELECT,
          I64X2_RELAXED_LANESELECT -> {
        low = select(r[c], r[a], r[b]);
        high = select(r[c + 1], r[a + 1], r[b + 1]);
      }
      case I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S -> {
        low = add(addPairsSigned16(dot8(r[a], r[b])), r[c], SIGNS_32);
        high = add(addPairsSigned16(dot8(r[a + 1], r[b + 1])), r[c + 1], SIGNS_32);
      }
      default -> {
        VectorFloats.multiplyAdd(code, r, fp, pc);
        return;
      }
    }
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }
}
