package dev.heddle.wasm.code;

import dev.heddle.wasm.module.VectorOpcode;

/**
 * The opcodes of register code.
 *
 * <p>An instruction is its opcode followed by its operands, each an {@code int} of its own; {@link
 * RegisterInstruction} tells how many and what they mean. The numbers are dense and in the order in
 * which the interpreter tells its parts apart: what its loop does itself comes first, then what it
 * leaves to other methods. That the loop's part is not larger is on purpose: see the rationale on
 * the size of hot methods.
 */
public final class RegisterOpcode {

  // Moves and constants
  public static final int COPY = 0;
  public static final int CONST32 = 1;
  public static final int CONST64 = 2;
  public static final int SELECT = 3;

  // Control
  public static final int BR = 4;
  public static final int BR_ZERO = 5;
  public static final int BR_NONZERO = 6;
  public static final int BR_I32_EQ = 7;
  public static final int BR_I32_NE = 8;
  public static final int BR_I32_LT_S = 9;
  public static final int BR_I32_LT_U = 10;
  public static final int BR_I32_LE_S = 11;
  public static final int BR_I32_LE_U = 12;
  public static final int BR_I32_EQ_IMM = 13;
  public static final int BR_I32_NE_IMM = 14;
  public static final int BR_I32_LT_S_IMM = 15;
  public static final int BR_I32_LT_U_IMM = 16;
  public static final int BR_I32_LE_S_IMM = 17;
  public static final int BR_I32_LE_U_IMM = 18;
  public static final int BR_I32_GT_S_IMM = 19;
  public static final int BR_I32_GT_U_IMM = 20;
  public static final int BR_I32_GE_S_IMM = 21;
  public static final int BR_I32_GE_U_IMM = 22;
  public static final int BR_I64_EQ = 23;
  public static final int BR_I64_NE = 24;
  public static final int BR_I64_LT_S = 25;
  public static final int BR_I64_LT_U = 26;
  public static final int BR_I64_LE_S = 27;
  public static final int BR_I64_LE_U = 28;
  public static final int BR_TABLE = 29;
  public static final int RETURN = 30;
  public static final int RETURN_VALUE = 31;
  public static final int CALL = 32;
  public static final int CALL_EXTERNAL = 33;
  public static final int CALL_INDIRECT = 34;

  // Globals
  public static final int GLOBAL_GET = 35;
  public static final int GLOBAL_SET = 36;

  // Memory access
  public static final int LOAD8_S = 37;
  public static final int LOAD8_U = 38;
  public static final int LOAD16_S = 39;
  public static final int LOAD16_U = 40;
  public static final int LOAD32_S = 41;
  public static final int LOAD32_U = 42;
  public static final int LOAD64 = 43;
  public static final int STORE8 = 44;
  public static final int STORE16 = 45;
  public static final int STORE32 = 46;
  public static final int STORE64 = 47;

  // Integers, in the loop
  public static final int I32_ADD = 48;
  public static final int I32_SUB = 49;
  public static final int I32_MUL = 50;
  public static final int I32_AND = 51;
  public static final int I32_OR = 52;
  public static final int I32_XOR = 53;
  public static final int I32_SHL = 54;
  public static final int I32_SHR_S = 55;
  public static final int I32_SHR_U = 56;
  public static final int I32_ADD_IMM = 57;
  public static final int I32_MUL_IMM = 58;
  public static final int I32_AND_IMM = 59;
  public static final int I32_OR_IMM = 60;
  public static final int I32_XOR_IMM = 61;
  public static final int I32_SHL_IMM = 62;
  public static final int I32_SHR_S_IMM = 63;
  public static final int I32_SHR_U_IMM = 64;
  public static final int I32_EQ = 65;
  public static final int I32_NE = 66;
  public static final int I32_LT_S = 67;
  public static final int I32_LT_U = 68;
  public static final int I32_LE_S = 69;
  public static final int I32_LE_U = 70;
  public static final int I32_EQZ = 71;
  public static final int I64_ADD = 72;
  public static final int I64_SUB = 73;
  public static final int I64_MUL = 74;
  public static final int I64_AND = 75;
  public static final int I64_OR = 76;
  public static final int I64_XOR = 77;
  public static final int I64_SHL = 78;
  public static final int I64_SHR_S = 79;
  public static final int I64_SHR_U = 80;
  public static final int I64_ADD_IMM = 81;
  public static final int I64_MUL_IMM = 82;
  public static final int I64_AND_IMM = 83;
  public static final int I64_OR_IMM = 84;
  public static final int I64_XOR_IMM = 85;
  public static final int I64_SHL_IMM = 86;
  public static final int I64_SHR_S_IMM = 87;
  public static final int I64_SHR_U_IMM = 88;
  public static final int I64_EQ = 89;
  public static final int I64_NE = 90;
  public static final int I64_LT_S = 91;
  public static final int I64_LT_U = 92;
  public static final int I64_LE_S = 93;
  public static final int I64_LE_U = 94;
  public static final int I64_EQZ = 95;
  public static final int EXTEND32_S = 96;
  public static final int EXTEND32_U = 97;

  // Floating point, in the loop
  public static final int F32_ADD = 98;
  public static final int F32_SUB = 99;
  public static final int F32_MUL = 100;
  public static final int F32_DIV = 101;
  public static final int F64_ADD = 102;
  public static final int F64_SUB = 103;
  public static final int F64_MUL = 104;
  public static final int F64_DIV = 105;
  public static final int F64_EQ = 106;
  public static final int F64_NE = 107;
  public static final int F64_LT = 108;
  public static final int F64_LE = 109;

  // Metering, in the loop
  public static final int FUEL = 110;

  // Binary arithmetic outside of the loop: Arithmetic
  public static final int I32_DIV_S = 111;
  public static final int I32_DIV_U = 112;
  public static final int I32_REM_S = 113;
  public static final int I32_REM_U = 114;
  public static final int I32_ROTL = 115;
  public static final int I32_ROTR = 116;
  public static final int I64_DIV_S = 117;
  public static final int I64_DIV_U = 118;
  public static final int I64_REM_S = 119;
  public static final int I64_REM_U = 120;
  public static final int I64_ROTL = 121;
  public static final int I64_ROTR = 122;
  public static final int F32_EQ = 123;
  public static final int F32_NE = 124;
  public static final int F32_LT = 125;
  public static final int F32_LE = 126;
  public static final int F32_MIN = 127;
  public static final int F32_MAX = 128;
  public static final int F32_COPYSIGN = 129;
  public static final int F64_MIN = 130;
  public static final int F64_MAX = 131;
  public static final int F64_COPYSIGN = 132;

  // Unary arithmetic outside of the loop: Arithmetic and Conversions
  public static final int I32_CLZ = 133;
  public static final int I32_CTZ = 134;
  public static final int I32_POPCNT = 135;
  public static final int I64_CLZ = 136;
  public static final int I64_CTZ = 137;
  public static final int I64_POPCNT = 138;
  public static final int EXTEND8_S = 139;
  public static final int EXTEND16_S = 140;
  public static final int F32_ABS = 141;
  public static final int F32_NEG = 142;
  public static final int F32_CEIL = 143;
  public static final int F32_FLOOR = 144;
  public static final int F32_TRUNC = 145;
  public static final int F32_NEAREST = 146;
  public static final int F32_SQRT = 147;
  public static final int F64_ABS = 148;
  public static final int F64_NEG = 149;
  public static final int F64_CEIL = 150;
  public static final int F64_FLOOR = 151;
  public static final int F64_TRUNC = 152;
  public static final int F64_NEAREST = 153;
  public static final int F64_SQRT = 154;
  public static final int I32_TRUNC_F32_S = 155;
  public static final int I32_TRUNC_F32_U = 156;
  public static final int I32_TRUNC_F64_S = 157;
  public static final int I32_TRUNC_F64_U = 158;
  public static final int I64_TRUNC_F32_S = 159;
  public static final int I64_TRUNC_F32_U = 160;
  public static final int I64_TRUNC_F64_S = 161;
  public static final int I64_TRUNC_F64_U = 162;
  public static final int I32_TRUNC_SAT_F32_S = 163;
  public static final int I32_TRUNC_SAT_F32_U = 164;
  public static final int I32_TRUNC_SAT_F64_S = 165;
  public static final int I32_TRUNC_SAT_F64_U = 166;
  public static final int I64_TRUNC_SAT_F32_S = 167;
  public static final int I64_TRUNC_SAT_F32_U = 168;
  public static final int I64_TRUNC_SAT_F64_S = 169;
  public static final int I64_TRUNC_SAT_F64_U = 170;
  public static final int F32_CONVERT_I32_S = 171;
  public static final int F32_CONVERT_I32_U = 172;
  public static final int F32_CONVERT_I64_S = 173;
  public static final int F32_CONVERT_I64_U = 174;
  public static final int F32_DEMOTE_F64 = 175;
  public static final int F64_CONVERT_I32_S = 176;
  public static final int F64_CONVERT_I32_U = 177;
  public static final int F64_CONVERT_I64_S = 178;
  public static final int F64_CONVERT_I64_U = 179;
  public static final int F64_PROMOTE_F32 = 180;

  // Everything else outside of the loop: Rare
  public static final int UNREACHABLE = 181;
  public static final int COPY_RANGE = 182;
  public static final int MEMORY_SIZE = 183;
  public static final int MEMORY_GROW = 184;
  public static final int MEMORY_COPY = 185;
  public static final int MEMORY_FILL = 186;
  public static final int MEMORY_INIT = 187;
  public static final int DATA_DROP = 188;
  public static final int TABLE_SIZE = 189;
  public static final int TABLE_COPY = 190;
  public static final int TABLE_INIT = 191;
  public static final int ELEM_DROP = 192;
  public static final int TABLE_GET = 193;
  public static final int TABLE_SET = 194;
  public static final int TABLE_GROW = 195;
  public static final int TABLE_FILL = 196;
  public static final int REF_NULL = 197;
  public static final int REF_IS_NULL = 198;
  public static final int REF_FUNC = 199;
  public static final int REF_COPY = 200;
  public static final int REF_SELECT = 201;
  public static final int REF_GLOBAL_GET = 202;
  public static final int REF_GLOBAL_SET = 203;
  public static final int FUEL_FOR_SIZE = 204;

  /** Sets a global that is kept within bounds. */
  public static final int BOUNDED_GLOBAL_SET = 205;

  /** The first opcode that the loop leaves to {@code Arithmetic.binary}. */
  public static final int FIRST_BINARY = I32_DIV_S;

  /** The first opcode that the loop leaves to {@code Arithmetic.unary}. */
  public static final int FIRST_UNARY = I32_CLZ;

  /** The first opcode that {@code Arithmetic.unary} leaves to {@code Conversions}. */
  public static final int FIRST_CONVERSION = I32_TRUNC_F32_S;

  /** The first opcode that the loop leaves to {@code Rare}. */
  public static final int FIRST_RARE = UNREACHABLE;

  /** From here on: accesses of memories that the loop leaves to others. */
  public static final int FIRST_MEMORY = 256;

  /** From here on: vectors, each this plus the number behind the prefix {@code 0xfd}. */
  public static final int FIRST_VECTOR = 512;

  // Behind the vectors of the binary format: moves of two adjacent numbers
  public static final int VECTOR_COPY = FIRST_VECTOR + VectorOpcode.COUNT;
  public static final int VECTOR_SELECT = VECTOR_COPY + 1;
  public static final int VECTOR_GLOBAL_GET = VECTOR_COPY + 2;
  public static final int VECTOR_GLOBAL_SET = VECTOR_COPY + 3;

  /** From here on: atomics, each this plus the number behind the prefix {@code 0xfe}. */
  public static final int FIRST_ATOMIC = 1024;

  /** From here on: objects of the garbage-collected heap, and casts. */
  public static final int FIRST_OBJECT = 1152;

  /** From here on: tail calls and exceptions. */
  public static final int FIRST_CONTROL = 1280;

  /** From here on: 128-bit arithmetic. */
  public static final int FIRST_WIDE = 1376;

  /** More than the largest opcode. */
  public static final int COUNT = 1408;

  private RegisterOpcode() {}
}
