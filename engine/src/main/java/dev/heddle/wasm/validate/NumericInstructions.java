package dev.heddle.wasm.validate;

import static dev.heddle.wasm.validate.OperandTypes.F32;
import static dev.heddle.wasm.validate.OperandTypes.F64;
import static dev.heddle.wasm.validate.OperandTypes.I32;
import static dev.heddle.wasm.validate.OperandTypes.I64;

import dev.heddle.wasm.module.Opcode;

/**
 * The operand and result types of the numeric instructions, by opcode. Source: core specification,
 * section 3.4.4 (numeric instructions).
 */
final class NumericInstructions {

  private static final int BITS = 8;
  private static final int MASK = (1 << BITS) - 1;

  private static final int[] SIGNATURES = new int[256];

  /** The operand of the saturating conversions; bit 2 of their number says what they make of it. */
  private static final int[] SATURATING = {F32, F32, F64, F64};

  static {
    unary(Opcode.I32_EQZ, Opcode.I32_EQZ, I32, I32);
    binary(Opcode.I32_EQ, Opcode.I32_GE_U, I32, I32);
    unary(Opcode.I64_EQZ, Opcode.I64_EQZ, I64, I32);
    binary(Opcode.I64_EQ, Opcode.I64_GE_U, I64, I32);
    binary(Opcode.F32_EQ, Opcode.F32_GE, F32, I32);
    binary(Opcode.F64_EQ, Opcode.F64_GE, F64, I32);
    unary(Opcode.I32_CLZ, Opcode.I32_POPCNT, I32, I32);
    binary(Opcode.I32_ADD, Opcode.I32_ROTR, I32, I32);
    unary(Opcode.I64_CLZ, Opcode.I64_POPCNT, I64, I64);
    binary(Opcode.I64_ADD, Opcode.I64_ROTR, I64, I64);
    unary(Opcode.F32_ABS, Opcode.F32_SQRT, F32, F32);
    binary(Opcode.F32_ADD, Opcode.F32_COPYSIGN, F32, F32);
    unary(Opcode.F64_ABS, Opcode.F64_SQRT, F64, F64);
    binary(Opcode.F64_ADD, Opcode.F64_COPYSIGN, F64, F64);
    unary(Opcode.I32_WRAP_I64, Opcode.I32_WRAP_I64, I64, I32);
    unary(Opcode.I32_TRUNC_F32_S, Opcode.I32_TRUNC_F32_U, F32, I32);
    unary(Opcode.I32_TRUNC_F64_S, Opcode.I32_TRUNC_F64_U, F64, I32);
    unary(Opcode.I64_EXTEND_I32_S, Opcode.I64_EXTEND_I32_U, I32, I64);
    unary(Opcode.I64_TRUNC_F32_S, Opcode.I64_TRUNC_F32_U, F32, I64);
    unary(Opcode.I64_TRUNC_F64_S, Opcode.I64_TRUNC_F64_U, F64, I64);
    unary(Opcode.F32_CONVERT_I32_S, Opcode.F32_CONVERT_I32_U, I32, F32);
    unary(Opcode.F32_CONVERT_I64_S, Opcode.F32_CONVERT_I64_U, I64, F32);
    unary(Opcode.F32_DEMOTE_F64, Opcode.F32_DEMOTE_F64, F64, F32);
    unary(Opcode.F64_CONVERT_I32_S, Opcode.F64_CONVERT_I32_U, I32, F64);
    unary(Opcode.F64_CONVERT_I64_S, Opcode.F64_CONVERT_I64_U, I64, F64);
    unary(Opcode.F64_PROMOTE_F32, Opcode.F64_PROMOTE_F32, F32, F64);
    unary(Opcode.I32_REINTERPRET_F32, Opcode.I32_REINTERPRET_F32, F32, I32);
    unary(Opcode.I64_REINTERPRET_F64, Opcode.I64_REINTERPRET_F64, F64, I64);
    unary(Opcode.F32_REINTERPRET_I32, Opcode.F32_REINTERPRET_I32, I32, F32);
    unary(Opcode.F64_REINTERPRET_I64, Opcode.F64_REINTERPRET_I64, I64, F64);
    unary(Opcode.I32_EXTEND8_S, Opcode.I32_EXTEND16_S, I32, I32);
    unary(Opcode.I64_EXTEND8_S, Opcode.I64_EXTEND32_S, I64, I64);
  }

  private NumericInstructions() {}

  /**
   * The signature of a numeric instruction whose opcode is one byte, for the methods below; 0 for
   * any other byte.
   */
  static int signature(int opcode) {
    return SIGNATURES[opcode];
  }

  /** The signature of a saturating conversion. */
  static int saturating(int opcode) {
    int number = opcode - Opcode.I32_TRUNC_SAT_F32_S;
    return pack(SATURATING[number & 3], OperandTypes.ANY, (number & 4) == 0 ? I32 : I64);
  }

  /** The type of the first operand, which lies deeper if there are two. */
  static int first(int signature) {
    return signature & MASK;
  }

  /** The type of the second operand, or {@link OperandTypes#ANY} if there is only one. */
  static int second(int signature) {
    return signature >>> BITS & MASK;
  }

  static int result(int signature) {
    return signature >>> 2 * BITS;
  }

  private static void unary(int from, int to, int operand, int result) {
    define(from, to, pack(operand, OperandTypes.ANY, result));
  }

  private static void binary(int from, int to, int operand, int result) {
    define(from, to, pack(operand, operand, result));
  }

  private static void define(int from, int to, int signature) {
    for (int opcode = from; opcode <= to; opcode++) {
      SIGNATURES[opcode] = signature;
    }
  }

  private static int pack(int first, int second, int result) {
    return first | second << BITS | result << 2 * BITS;
  }
}
