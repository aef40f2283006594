package dev.heddle.wasm.module;

import dev.heddle.wasm.types.NumberType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The vector instructions, with all that decoding, validation and lowering need to know of them.
 * Source: core specification, sections 3.4.8 and 5.4.9 (vector instructions).
 */
public enum VectorInstruction {
  V128_LOAD(VectorOpcode.V128_LOAD, Form.LOAD, 4),
  V128_LOAD8X8_S(VectorOpcode.V128_LOAD8X8_S, Form.LOAD, 3),
  V128_LOAD8X8_U(VectorOpcode.V128_LOAD8X8_U, Form.LOAD, 3),
  V128_LOAD16X4_S(VectorOpcode.V128_LOAD16X4_S, Form.LOAD, 3),
  V128_LOAD16X4_U(VectorOpcode.V128_LOAD16X4_U, Form.LOAD, 3),
  V128_LOAD32X2_S(VectorOpcode.V128_LOAD32X2_S, Form.LOAD, 3),
  V128_LOAD32X2_U(VectorOpcode.V128_LOAD32X2_U, Form.LOAD, 3),
  V128_LOAD8_SPLAT(VectorOpcode.V128_LOAD8_SPLAT, Form.LOAD, 0),
  V128_LOAD16_SPLAT(VectorOpcode.V128_LOAD16_SPLAT, Form.LOAD, 1),
  V128_LOAD32_SPLAT(VectorOpcode.V128_LOAD32_SPLAT, Form.LOAD, 2),
  V128_LOAD64_SPLAT(VectorOpcode.V128_LOAD64_SPLAT, Form.LOAD, 3),
  V128_STORE(VectorOpcode.V128_STORE, Form.STORE, 4),
  V128_CONST(VectorOpcode.V128_CONST, Form.CONST),
  I8X16_SHUFFLE(VectorOpcode.I8X16_SHUFFLE, Form.SHUFFLE),
  I8X16_SWIZZLE(VectorOpcode.I8X16_SWIZZLE, Form.BINARY),
  I8X16_SPLAT(VectorOpcode.I8X16_SPLAT, Form.SPLAT),
  I16X8_SPLAT(VectorOpcode.I16X8_SPLAT, Form.SPLAT),
  I32X4_SPLAT(VectorOpcode.I32X4_SPLAT, Form.SPLAT),
  I64X2_SPLAT(VectorOpcode.I64X2_SPLAT, Form.SPLAT),
  F32X4_SPLAT(VectorOpcode.F32X4_SPLAT, Form.SPLAT),
  F64X2_SPLAT(VectorOpcode.F64X2_SPLAT, Form.SPLAT),
  I8X16_EXTRACT_LANE_S(VectorOpcode.I8X16_EXTRACT_LANE_S, Form.EXTRACT),
  I8X16_EXTRACT_LANE_U(VectorOpcode.I8X16_EXTRACT_LANE_U, Form.EXTRACT),
  I8X16_REPLACE_LANE(VectorOpcode.I8X16_REPLACE_LANE, Form.REPLACE),
  I16X8_EXTRACT_LANE_S(VectorOpcode.I16X8_EXTRACT_LANE_S, Form.EXTRACT),
  I16X8_EXTRACT_LANE_U(VectorOpcode.I16X8_EXTRACT_LANE_U, Form.EXTRACT),
  I16X8_REPLACE_LANE(VectorOpcode.I16X8_REPLACE_LANE, Form.REPLACE),
  I32X4_EXTRACT_LANE(VectorOpcode.I32X4_EXTRACT_LANE, Form.EXTRACT),
  I32X4_REPLACE_LANE(VectorOpcode.I32X4_REPLACE_LANE, Form.REPLACE),
  I64X2_EXTRACT_LANE(VectorOpcode.I64X2_EXTRACT_LANE, Form.EXTRACT),
  I64X2_REPLACE_LANE(VectorOpcode.I64X2_REPLACE_LANE, Form.REPLACE),
  F32X4_EXTRACT_LANE(VectorOpcode.F32X4_EXTRACT_LANE, Form.EXTRACT),
  F32X4_REPLACE_LANE(VectorOpcode.F32X4_REPLACE_LANE, Form.REPLACE),
  F64X2_EXTRACT_LANE(VectorOpcode.F64X2_EXTRACT_LANE, Form.EXTRACT),
  F64X2_REPLACE_LANE(VectorOpcode.F64X2_REPLACE_LANE, Form.REPLACE),
  I8X16_EQ(VectorOpcode.I8X16_EQ, Form.BINARY),
  I8X16_NE(VectorOpcode.I8X16_NE, Form.BINARY),
  I8X16_LT_S(VectorOpcode.I8X16_LT_S, Form.BINARY),
  I8X16_LT_U(VectorOpcode.I8X16_LT_U, Form.BINARY),
  I8X16_GT_S(VectorOpcode.I8X16_GT_S, Form.BINARY),
  I8X16_GT_U(VectorOpcode.I8X16_GT_U, Form.BINARY),
  I8X16_LE_S(VectorOpcode.I8X16_LE_S, Form.BINARY),
  I8X16_LE_U(VectorOpcode.I8X16_LE_U, Form.BINARY),
  I8X16_GE_S(VectorOpcode.I8X16_GE_S, Form.BINARY),
  I8X16_GE_U(VectorOpcode.I8X16_GE_U, Form.BINARY),
  I16X8_EQ(VectorOpcode.I16X8_EQ, Form.BINARY),
  I16X8_NE(VectorOpcode.I16X8_NE, Form.BINARY),
  I16X8_LT_S(VectorOpcode.I16X8_LT_S, Form.BINARY),
  I16X8_LT_U(VectorOpcode.I16X8_LT_U, Form.BINARY),
  I16X8_GT_S(VectorOpcode.I16X8_GT_S, Form.BINARY),
  I16X8_GT_U(VectorOpcode.I16X8_GT_U, Form.BINARY),
  I16X8_LE_S(VectorOpcode.I16X8_LE_S, Form.BINARY),
  I16X8_LE_U(VectorOpcode.I16X8_LE_U, Form.BINARY),
  I16X8_GE_S(VectorOpcode.I16X8_GE_S, Form.BINARY),
  I16X8_GE_U(VectorOpcode.I16X8_GE_U, Form.BINARY),
  I32X4_EQ(VectorOpcode.I32X4_EQ, Form.BINARY),
  I32X4_NE(VectorOpcode.I32X4_NE, Form.BINARY),
  I32X4_LT_S(VectorOpcode.I32X4_LT_S, Form.BINARY),
  I32X4_LT_U(VectorOpcode.I32X4_LT_U, Form.BINARY),
  I32X4_GT_S(VectorOpcode.I32X4_GT_S, Form.BINARY),
  I32X4_GT_U(VectorOpcode.I32X4_GT_U, Form.BINARY),
  I32X4_LE_S(VectorOpcode.I32X4_LE_S, Form.BINARY),
  I32X4_LE_U(VectorOpcode.I32X4_LE_U, Form.BINARY),
  I32X4_GE_S(VectorOpcode.I32X4_GE_S, Form.BINARY),
  I32X4_GE_U(VectorOpcode.I32X4_GE_U, Form.BINARY),
  F32X4_EQ(VectorOpcode.F32X4_EQ, Form.BINARY),
  F32X4_NE(VectorOpcode.F32X4_NE, Form.BINARY),
  F32X4_LT(VectorOpcode.F32X4_LT, Form.BINARY),
  F32X4_GT(VectorOpcode.F32X4_GT, Form.BINARY),
  F32X4_LE(VectorOpcode.F32X4_LE, Form.BINARY),
  F32X4_GE(VectorOpcode.F32X4_GE, Form.BINARY),
  F64X2_EQ(VectorOpcode.F64X2_EQ, Form.BINARY),
  F64X2_NE(VectorOpcode.F64X2_NE, Form.BINARY),
  F64X2_LT(VectorOpcode.F64X2_LT, Form.BINARY),
  F64X2_GT(VectorOpcode.F64X2_GT, Form.BINARY),
  F64X2_LE(VectorOpcode.F64X2_LE, Form.BINARY),
  F64X2_GE(VectorOpcode.F64X2_GE, Form.BINARY),
  V128_NOT(VectorOpcode.V128_NOT, Form.UNARY),
  V128_AND(VectorOpcode.V128_AND, Form.BINARY),
  V128_ANDNOT(VectorOpcode.V128_ANDNOT, Form.BINARY),
  V128_OR(VectorOpcode.V128_OR, Form.BINARY),
  V128_XOR(VectorOpcode.V128_XOR, Form.BINARY),
  V128_BITSELECT(VectorOpcode.V128_BITSELECT, Form.TERNARY),
  V128_ANY_TRUE(VectorOpcode.V128_ANY_TRUE, Form.TEST),
  V128_LOAD8_LANE(VectorOpcode.V128_LOAD8_LANE, Form.LOAD_LANE, 0),
  V128_LOAD16_LANE(VectorOpcode.V128_LOAD16_LANE, Form.LOAD_LANE, 1),
  V128_LOAD32_LANE(VectorOpcode.V128_LOAD32_LANE, Form.LOAD_LANE, 2),
  V128_LOAD64_LANE(VectorOpcode.V128_LOAD64_LANE, Form.LOAD_LANE, 3),
  V128_STORE8_LANE(VectorOpcode.V128_STORE8_LANE, Form.STORE_LANE, 0),
  V128_STORE16_LANE(VectorOpcode.V128_STORE16_LANE, Form.STORE_LANE, 1),
  V128_STORE32_LANE(VectorOpcode.V128_STORE32_LANE, Form.STORE_LANE, 2),
  V128_STORE64_LANE(VectorOpcode.V128_STORE64_LANE, Form.STORE_LANE, 3),
  V128_LOAD32_ZERO(VectorOpcode.V128_LOAD32_ZERO, Form.LOAD, 2),
  V128_LOAD64_ZERO(VectorOpcode.V128_LOAD64_ZERO, Form.LOAD, 3),
  F32X4_DEMOTE_F64X2_ZERO(VectorOpcode.F32X4_DEMOTE_F64X2_ZERO, Form.UNARY),
  F64X2_PROMOTE_LOW_F32X4(VectorOpcode.F64X2_PROMOTE_LOW_F32X4, Form.UNARY),
  I8X16_ABS(VectorOpcode.I8X16_ABS, Form.UNARY),
  I8X16_NEG(VectorOpcode.I8X16_NEG, Form.UNARY),
  I8X16_POPCNT(VectorOpcode.I8X16_POPCNT, Form.UNARY),
  I8X16_ALL_TRUE(VectorOpcode.I8X16_ALL_TRUE, Form.TEST),
  I8X16_BITMASK(VectorOpcode.I8X16_BITMASK, Form.TEST),
  I8X16_NARROW_I16X8_S(VectorOpcode.I8X16_NARROW_I16X8_S, Form.BINARY),
  I8X16_NARROW_I16X8_U(VectorOpcode.I8X16_NARROW_I16X8_U, Form.BINARY),
  F32X4_CEIL(VectorOpcode.F32X4_CEIL, Form.UNARY),
  F32X4_FLOOR(VectorOpcode.F32X4_FLOOR, Form.UNARY),
  F32X4_TRUNC(VectorOpcode.F32X4_TRUNC, Form.UNARY),
  F32X4_NEAREST(VectorOpcode.F32X4_NEAREST, Form.UNARY),
  I8X16_SHL(VectorOpcode.I8X16_SHL, Form.SHIFT),
  I8X16_SHR_S(VectorOpcode.I8X16_SHR_S, Form.SHIFT),
  I8X16_SHR_U(VectorOpcode.I8X16_SHR_U, Form.SHIFT),
  I8X16_ADD(VectorOpcode.I8X16_ADD, Form.BINARY),
  I8X16_ADD_SAT_S(VectorOpcode.I8X16_ADD_SAT_S, Form.BINARY),
  I8X16_ADD_SAT_U(VectorOpcode.I8X16_ADD_SAT_U, Form.BINARY),
  I8X16_SUB(VectorOpcode.I8X16_SUB, Form.BINARY),
  I8X16_SUB_SAT_S(VectorOpcode.I8X16_SUB_SAT_S, Form.BINARY),
  I8X16_SUB_SAT_U(VectorOpcode.I8X16_SUB_SAT_U, Form.BINARY),
  F64X2_CEIL(VectorOpcode.F64X2_CEIL, Form.UNARY),
  F64X2_FLOOR(VectorOpcode.F64X2_FLOOR, Form.UNARY),
  I8X16_MIN_S(VectorOpcode.I8X16_MIN_S, Form.BINARY),
  I8X16_MIN_U(VectorOpcode.I8X16_MIN_U, Form.BINARY),
  I8X16_MAX_S(VectorOpcode.I8X16_MAX_S, Form.BINARY),
  I8X16_MAX_U(VectorOpcode.I8X16_MAX_U, Form.BINARY),
  F64X2_TRUNC(VectorOpcode.F64X2_TRUNC, Form.UNARY),
  I8X16_AVGR_U(VectorOpcode.I8X16_AVGR_U, Form.BINARY),
  I16X8_EXTADD_PAIRWISE_I8X16_S(VectorOpcode.I16X8_EXTADD_PAIRWISE_I8X16_S, Form.UNARY),
  I16X8_EXTADD_PAIRWISE_I8X16_U(VectorOpcode.I16X8_EXTADD_PAIRWISE_I8X16_U, Form.UNARY),
  I32X4_EXTADD_PAIRWISE_I16X8_S(VectorOpcode.I32X4_EXTADD_PAIRWISE_I16X8_S, Form.UNARY),
  I32X4_EXTADD_PAIRWISE_I16X8_U(VectorOpcode.I32X4_EXTADD_PAIRWISE_I16X8_U, Form.UNARY),
  I16X8_ABS(VectorOpcode.I16X8_ABS, Form.UNARY),
  I16X8_NEG(VectorOpcode.I16X8_NEG, Form.UNARY),
  I16X8_Q15MULR_SAT_S(VectorOpcode.I16X8_Q15MULR_SAT_S, Form.BINARY),
  I16X8_ALL_TRUE(VectorOpcode.I16X8_ALL_TRUE, Form.TEST),
  I16X8_BITMASK(VectorOpcode.I16X8_BITMASK, Form.TEST),
  I16X8_NARROW_I32X4_S(VectorOpcode.I16X8_NARROW_I32X4_S, Form.BINARY),
  I16X8_NARROW_I32X4_U(VectorOpcode.I16X8_NARROW_I32X4_U, Form.BINARY),
  I16X8_EXTEND_LOW_I8X16_S(VectorOpcode.I16X8_EXTEND_LOW_I8X16_S, Form.UNARY),
  I16X8_EXTEND_HIGH_I8X16_S(VectorOpcode.I16X8_EXTEND_HIGH_I8X16_S, Form.UNARY),
  I16X8_EXTEND_LOW_I8X16_U(VectorOpcode.I16X8_EXTEND_LOW_I8X16_U, Form.UNARY),
  I16X8_EXTEND_HIGH_I8X16_U(VectorOpcode.I16X8_EXTEND_HIGH_I8X16_U, Form.UNARY),
  I16X8_SHL(VectorOpcode.I16X8_SHL, Form.SHIFT),
  I16X8_SHR_S(VectorOpcode.I16X8_SHR_S, Form.SHIFT),
  I16X8_SHR_U(VectorOpcode.I16X8_SHR_U, Form.SHIFT),
  I16X8_ADD(VectorOpcode.I16X8_ADD, Form.BINARY),
  I16X8_ADD_SAT_S(VectorOpcode.I16X8_ADD_SAT_S, Form.BINARY),
  I16X8_ADD_SAT_U(VectorOpcode.I16X8_ADD_SAT_U, Form.BINARY),
  I16X8_SUB(VectorOpcode.I16X8_SUB, Form.BINARY),
  I16X8_SUB_SAT_S(VectorOpcode.I16X8_SUB_SAT_S, Form.BINARY),
  I16X8_SUB_SAT_U(VectorOpcode.I16X8_SUB_SAT_U, Form.BINARY),
  F64X2_NEAREST(VectorOpcode.F64X2_NEAREST, Form.UNARY),
  I16X8_MUL(VectorOpcode.I16X8_MUL, Form.BINARY),
  I16X8_MIN_S(VectorOpcode.I16X8_MIN_S, Form.BINARY),
  I16X8_MIN_U(VectorOpcode.I16X8_MIN_U, Form.BINARY),
  I16X8_MAX_S(VectorOpcode.I16X8_MAX_S, Form.BINARY),
  I16X8_MAX_U(VectorOpcode.I16X8_MAX_U, Form.BINARY),
  I16X8_AVGR_U(VectorOpcode.I16X8_AVGR_U, Form.BINARY),
  I16X8_EXTMUL_LOW_I8X16_S(VectorOpcode.I16X8_EXTMUL_LOW_I8X16_S, Form.BINARY),
  I16X8_EXTMUL_HIGH_I8X16_S(VectorOpcode.I16X8_EXTMUL_HIGH_I8X16_S, Form.BINARY),
  I16X8_EXTMUL_LOW_I8X16_U(VectorOpcode.I16X8_EXTMUL_LOW_I8X16_U, Form.BINARY),
  I16X8_EXTMUL_HIGH_I8X16_U(VectorOpcode.I16X8_EXTMUL_HIGH_I8X16_U, Form.BINARY),
  I32X4_ABS(VectorOpcode.I32X4_ABS, Form.UNARY),
  I32X4_NEG(VectorOpcode.I32X4_NEG, Form.UNARY),
  I32X4_ALL_TRUE(VectorOpcode.I32X4_ALL_TRUE, Form.TEST),
  I32X4_BITMASK(VectorOpcode.I32X4_BITMASK, Form.TEST),
  I32X4_EXTEND_LOW_I16X8_S(VectorOpcode.I32X4_EXTEND_LOW_I16X8_S, Form.UNARY),
  I32X4_EXTEND_HIGH_I16X8_S(VectorOpcode.I32X4_EXTEND_HIGH_I16X8_S, Form.UNARY),
  I32X4_EXTEND_LOW_I16X8_U(VectorOpcode.I32X4_EXTEND_LOW_I16X8_U, Form.UNARY),
  I32X4_EXTEND_HIGH_I16X8_U(VectorOpcode.I32X4_EXTEND_HIGH_I16X8_U, Form.UNARY),
  I32X4_SHL(VectorOpcode.I32X4_SHL, Form.SHIFT),
  I32X4_SHR_S(VectorOpcode.I32X4_SHR_S, Form.SHIFT),
  I32X4_SHR_U(VectorOpcode.I32X4_SHR_U, Form.SHIFT),
  I32X4_ADD(VectorOpcode.I32X4_ADD, Form.BINARY),
  I32X4_SUB(VectorOpcode.I32X4_SUB, Form.BINARY),
  I32X4_MUL(VectorOpcode.I32X4_MUL, Form.BINARY),
  I32X4_MIN_S(VectorOpcode.I32X4_MIN_S, Form.BINARY),
  I32X4_MIN_U(VectorOpcode.I32X4_MIN_U, Form.BINARY),
  I32X4_MAX_S(VectorOpcode.I32X4_MAX_S, Form.BINARY),
  I32X4_MAX_U(VectorOpcode.I32X4_MAX_U, Form.BINARY),
  I32X4_DOT_I16X8_S(VectorOpcode.I32X4_DOT_I16X8_S, Form.BINARY),
  I32X4_EXTMUL_LOW_I16X8_S(VectorOpcode.I32X4_EXTMUL_LOW_I16X8_S, Form.BINARY),
  I32X4_EXTMUL_HIGH_I16X8_S(VectorOpcode.I32X4_EXTMUL_HIGH_I16X8_S, Form.BINARY),
  I32X4_EXTMUL_LOW_I16X8_U(VectorOpcode.I32X4_EXTMUL_LOW_I16X8_U, Form.BINARY),
  I32X4_EXTMUL_HIGH_I16X8_U(VectorOpcode.I32X4_EXTMUL_HIGH_I16X8_U, Form.BINARY),
  I64X2_ABS(VectorOpcode.I64X2_ABS, Form.UNARY),
  I64X2_NEG(VectorOpcode.I64X2_NEG, Form.UNARY),
  I64X2_ALL_TRUE(VectorOpcode.I64X2_ALL_TRUE, Form.TEST),
  I64X2_BITMASK(VectorOpcode.I64X2_BITMASK, Form.TEST),
  I64X2_EXTEND_LOW_I32X4_S(VectorOpcode.I64X2_EXTEND_LOW_I32X4_S, Form.UNARY),
  I64X2_EXTEND_HIGH_I32X4_S(VectorOpcode.I64X2_EXTEND_HIGH_I32X4_S, Form.UNARY),
  I64X2_EXTEND_LOW_I32X4_U(VectorOpcode.I64X2_EXTEND_LOW_I32X4_U, Form.UNARY),
  I64X2_EXTEND_HIGH_I32X4_U(VectorOpcode.I64X2_EXTEND_HIGH_I32X4_U, Form.UNARY),
  I64X2_SHL(VectorOpcode.I64X2_SHL, Form.SHIFT),
  I64X2_SHR_S(VectorOpcode.I64X2_SHR_S, Form.SHIFT),
  I64X2_SHR_U(VectorOpcode.I64X2_SHR_U, Form.SHIFT),
  I64X2_ADD(VectorOpcode.I64X2_ADD, Form.BINARY),
  I64X2_SUB(VectorOpcode.I64X2_SUB, Form.BINARY),
  I64X2_MUL(VectorOpcode.I64X2_MUL, Form.BINARY),
  I64X2_EQ(VectorOpcode.I64X2_EQ, Form.BINARY),
  I64X2_NE(VectorOpcode.I64X2_NE, Form.BINARY),
  I64X2_LT_S(VectorOpcode.I64X2_LT_S, Form.BINARY),
  I64X2_GT_S(VectorOpcode.I64X2_GT_S, Form.BINARY),
  I64X2_LE_S(VectorOpcode.I64X2_LE_S, Form.BINARY),
  I64X2_GE_S(VectorOpcode.I64X2_GE_S, Form.BINARY),
  I64X2_EXTMUL_LOW_I32X4_S(VectorOpcode.I64X2_EXTMUL_LOW_I32X4_S, Form.BINARY),
  I64X2_EXTMUL_HIGH_I32X4_S(VectorOpcode.I64X2_EXTMUL_HIGH_I32X4_S, Form.BINARY),
  I64X2_EXTMUL_LOW_I32X4_U(VectorOpcode.I64X2_EXTMUL_LOW_I32X4_U, Form.BINARY),
  I64X2_EXTMUL_HIGH_I32X4_U(VectorOpcode.I64X2_EXTMUL_HIGH_I32X4_U, Form.BINARY),
  F32X4_ABS(VectorOpcode.F32X4_ABS, Form.UNARY),
  F32X4_NEG(VectorOpcode.F32X4_NEG, Form.UNARY),
  F32X4_SQRT(VectorOpcode.F32X4_SQRT, Form.UNARY),
  F32X4_ADD(VectorOpcode.F32X4_ADD, Form.BINARY),
  F32X4_SUB(VectorOpcode.F32X4_SUB, Form.BINARY),
  F32X4_MUL(VectorOpcode.F32X4_MUL, Form.BINARY),
  F32X4_DIV(VectorOpcode.F32X4_DIV, Form.BINARY),
  F32X4_MIN(VectorOpcode.F32X4_MIN, Form.BINARY),
  F32X4_MAX(VectorOpcode.F32X4_MAX, Form.BINARY),
  F32X4_PMIN(VectorOpcode.F32X4_PMIN, Form.BINARY),
  F32X4_PMAX(VectorOpcode.F32X4_PMAX, Form.BINARY),
  F64X2_ABS(VectorOpcode.F64X2_ABS, Form.UNARY),
  F64X2_NEG(VectorOpcode.F64X2_NEG, Form.UNARY),
  F64X2_SQRT(VectorOpcode.F64X2_SQRT, Form.UNARY),
  F64X2_ADD(VectorOpcode.F64X2_ADD, Form.BINARY),
  F64X2_SUB(VectorOpcode.F64X2_SUB, Form.BINARY),
  F64X2_MUL(VectorOpcode.F64X2_MUL, Form.BINARY),
  F64X2_DIV(VectorOpcode.F64X2_DIV, Form.BINARY),
  F64X2_MIN(VectorOpcode.F64X2_MIN, Form.BINARY),
  F64X2_MAX(VectorOpcode.F64X2_MAX, Form.BINARY),
  F64X2_PMIN(VectorOpcode.F64X2_PMIN, Form.BINARY),
  F64X2_PMAX(VectorOpcode.F64X2_PMAX, Form.BINARY),
  I32X4_TRUNC_SAT_F32X4_S(VectorOpcode.I32X4_TRUNC_SAT_F32X4_S, Form.UNARY),
  I32X4_TRUNC_SAT_F32X4_U(VectorOpcode.I32X4_TRUNC_SAT_F32X4_U, Form.UNARY),
  F32X4_CONVERT_I32X4_S(VectorOpcode.F32X4_CONVERT_I32X4_S, Form.UNARY),
  F32X4_CONVERT_I32X4_U(VectorOpcode.F32X4_CONVERT_I32X4_U, Form.UNARY),
  I32X4_TRUNC_SAT_F64X2_S_ZERO(VectorOpcode.I32X4_TRUNC_SAT_F64X2_S_ZERO, Form.UNARY),
  I32X4_TRUNC_SAT_F64X2_U_ZERO(VectorOpcode.I32X4_TRUNC_SAT_F64X2_U_ZERO, Form.UNARY),
  F64X2_CONVERT_LOW_I32X4_S(VectorOpcode.F64X2_CONVERT_LOW_I32X4_S, Form.UNARY),
  F64X2_CONVERT_LOW_I32X4_U(VectorOpcode.F64X2_CONVERT_LOW_I32X4_U, Form.UNARY),
  I8X16_RELAXED_SWIZZLE(VectorOpcode.I8X16_RELAXED_SWIZZLE, Form.BINARY),
  I32X4_RELAXED_TRUNC_F32X4_S(VectorOpcode.I32X4_RELAXED_TRUNC_F32X4_S, Form.UNARY),
  I32X4_RELAXED_TRUNC_F32X4_U(VectorOpcode.I32X4_RELAXED_TRUNC_F32X4_U, Form.UNARY),
  I32X4_RELAXED_TRUNC_F64X2_S_ZERO(VectorOpcode.I32X4_RELAXED_TRUNC_F64X2_S_ZERO, Form.UNARY),
  I32X4_RELAXED_TRUNC_F64X2_U_ZERO(VectorOpcode.I32X4_RELAXED_TRUNC_F64X2_U_ZERO, Form.UNARY),
  F32X4_RELAXED_MADD(VectorOpcode.F32X4_RELAXED_MADD, Form.TERNARY),
  F32X4_RELAXED_NMADD(VectorOpcode.F32X4_RELAXED_NMADD, Form.TERNARY),
  F64X2_RELAXED_MADD(VectorOpcode.F64X2_RELAXED_MADD, Form.TERNARY),
  F64X2_RELAXED_NMADD(VectorOpcode.F64X2_RELAXED_NMADD, Form.TERNARY),
  I8X16_RELAXED_LANESELECT(VectorOpcode.I8X16_RELAXED_LANESELECT, Form.TERNARY),
  I16X8_RELAXED_LANESELECT(VectorOpcode.I16X8_RELAXED_LANESELECT, Form.TERNARY),
  I32X4_RELAXED_LANESELECT(VectorOpcode.I32X4_RELAXED_LANESELECT, Form.TERNARY),
  I64X2_RELAXED_LANESELECT(VectorOpcode.I64X2_RELAXED_LANESELECT, Form.TERNARY),
  F32X4_RELAXED_MIN(VectorOpcode.F32X4_RELAXED_MIN, Form.BINARY),
  F32X4_RELAXED_MAX(VectorOpcode.F32X4_RELAXED_MAX, Form.BINARY),
  F64X2_RELAXED_MIN(VectorOpcode.F64X2_RELAXED_MIN, Form.BINARY),
  F64X2_RELAXED_MAX(VectorOpcode.F64X2_RELAXED_MAX, Form.BINARY),
  I16X8_RELAXED_Q15MULR_S(VectorOpcode.I16X8_RELAXED_Q15MULR_S, Form.BINARY),
  I16X8_RELAXED_DOT_I8X16_I7X16_S(VectorOpcode.I16X8_RELAXED_DOT_I8X16_I7X16_S, Form.BINARY),
  I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(
      VectorOpcode.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S, Form.TERNARY);

  /** What an instruction takes from the operand stack and from the code, and what it leaves. */
  public enum Form {
    /** An address becomes a vector; a memory argument follows the opcode. */
    LOAD,
    /** Takes an address and a vector; a memory argument follows the opcode. */
    STORE,
    /** An address and a vector become a vector; a memory argument and a lane follow. */
    LOAD_LANE,
    /** Takes an address and a vector; a memory argument and a lane follow. */
    STORE_LANE,
    /** Sixteen bytes that follow the opcode become a vector. */
    CONST,
    /** Two vectors become one; sixteen lanes of both follow the opcode. */
    SHUFFLE,
    /** A vector becomes a vector. */
    UNARY,
    /** Two vectors become one. */
    BINARY,
    /** Three vectors become one. */
    TERNARY,
    /** A vector and an {@code i32} become a vector. */
    SHIFT,
    /** A vector becomes an {@code i32}. */
    TEST,
    /** A number becomes a vector. */
    SPLAT,
    /** A vector becomes a number; a lane follows the opcode. */
    EXTRACT,
    /** A vector and a number become a vector; a lane follows the opcode. */
    REPLACE
  }

  /** The size of a vector. */
  public static final int BYTES = 16;

  private static final @Nullable VectorInstruction[] ALL =
      new VectorInstruction[VectorOpcode.COUNT];

  static {
    for (VectorInstruction instruction : values()) {
      ALL[instruction.number] = instruction;
    }
  }

  private final int number;
  private final Form form;
  private final int alignment;
  private final String mnemonic;
  private final NumberType lane;
  private final int lanes;

  VectorInstruction(int number, Form form) {
    this(number, form, 0);
  }

  VectorInstruction(int number, Form form, int alignment) {
    this.number = number;
    this.form = form;
    this.alignment = alignment;
    String name = name().toLowerCase(Locale.ROOT);
    this.mnemonic = name.replaceFirst("_", ".");
    this.lane = laneType(name);
    this.lanes = laneCount(name, form, alignment);
  }

  /** The names of instructions begin with the shape of their vectors, e.g. {@code i8x16}. */
  private static NumberType laneType(String name) {
    return switch (name.substring(0, 3)) {
      case "i64" -> NumberType.I64;
      case "f32" -> NumberType.F32;
      case "f64" -> NumberType.F64;
      default -> NumberType.I32;
    };
  }

  private static int laneCount(String name, Form form, int alignment) {
    return switch (form) {
      case LOAD_LANE, STORE_LANE -> BYTES >> alignment;
      case SHUFFLE -> 2 * BYTES;
      case EXTRACT, REPLACE ->
          Integer.parseInt(name.substring(name.indexOf('x') + 1, name.indexOf('_')));
      default -> 0;
    };
  }

  /** The instruction of an opcode, see {@link Opcode}; null if it is not one of these. */
  public static @Nullable VectorInstruction of(int opcode) {
    int number = opcode - Opcode.prefixed(Opcode.PREFIX_FD, 0);
    return number >= 0 && number < VectorOpcode.COUNT ? ALL[number] : null;
  }

  /** The number behind the prefix, see {@link VectorOpcode}. */
  public int number() {
    return number;
  }

  /** What it takes and leaves. */
  public Form form() {
    return form;
  }

  /** The name in the text format. */
  public String mnemonic() {
    return mnemonic;
  }

  /** Of loads and stores: the binary logarithm of the number of bytes that are accessed. */
  public int naturalAlignment() {
    return alignment;
  }

  /** Of {@code splat}, {@code extract_lane} and {@code replace_lane}: the type of the number. */
  public NumberType scalar() {
    return lane;
  }

  /** Whether the result has lanes of floating-point numbers. */
  public boolean isFloatingPoint() {
    return lane == NumberType.F32 || lane == NumberType.F64;
  }

  /** More than the largest lane that may follow the opcode; 0 if none follows. */
  public int lanes() {
    return lanes;
  }
}
