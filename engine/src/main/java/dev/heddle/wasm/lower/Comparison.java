package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.Opcode.I32_EQ;
import static dev.heddle.wasm.module.Opcode.I32_GE_U;
import static dev.heddle.wasm.module.Opcode.I64_EQ;
import static dev.heddle.wasm.module.Opcode.I64_GE_U;

import dev.heddle.wasm.code.RegisterOpcode;

/** The relations that integers are compared by, and the register instructions that do it. */
enum Comparison {
  EQ,
  NE,
  LT_S,
  LT_U,
  GT_S,
  GT_U,
  LE_S,
  LE_U,
  GE_S,
  GE_U;

  private static final Comparison[] ALL = values();

  /** The relation of an integer comparison of the binary format. */
  static Comparison of(int opcode) {
    return ALL[opcode >= I64_EQ ? opcode - I64_EQ : opcode - I32_EQ];
  }

  /** Whether an opcode of the binary format compares two integers. */
  static boolean isComparison(int opcode) {
    return opcode >= I32_EQ && opcode <= I32_GE_U || opcode >= I64_EQ && opcode <= I64_GE_U;
  }

  /** The relation that holds exactly if this one does not. */
  Comparison negated() {
    return switch (this) {
      case EQ -> NE;
      case NE -> EQ;
      case LT_S -> GE_S;
      case LT_U -> GE_U;
      case GT_S -> LE_S;
      case GT_U -> LE_U;
      case LE_S -> GT_S;
      case LE_U -> GT_U;
      case GE_S -> LT_S;
      case GE_U -> LT_U;
    };
  }

  /**
   * The relation that holds between {@code b} and {@code a} exactly if this one does of a and b.
   */
  Comparison swapped() {
    return switch (this) {
      case EQ -> EQ;
      case NE -> NE;
      case LT_S -> GT_S;
      case LT_U -> GT_U;
      case GT_S -> LT_S;
      case GT_U -> LT_U;
      case LE_S -> GE_S;
      case LE_U -> GE_U;
      case GE_S -> LE_S;
      case GE_U -> LE_U;
    };
  }

  /** Whether register code has this relation only with its operands exchanged. */
  boolean needsSwap() {
    return this == GT_S || this == GT_U || this == GE_S || this == GE_U;
  }

  /**
   * The instruction that sets a register to whether the relation holds; not if a swap is needed.
   */
  int value(boolean wide) {
    return (wide ? RegisterOpcode.I64_EQ : RegisterOpcode.I32_EQ) + rank();
  }

  /** The instruction that branches if the relation holds; not if a swap is needed. */
  int branch(boolean wide) {
    return (wide ? RegisterOpcode.BR_I64_EQ : RegisterOpcode.BR_I32_EQ) + rank();
  }

  /** The instruction that branches if the relation holds between a register and a constant. */
  int branchImmediate() {
    int first = RegisterOpcode.BR_I32_EQ_IMM;
    return switch (this) {
      case EQ, NE, LT_S, LT_U, LE_S, LE_U -> first + rank();
      case GT_S -> first + 6;
      case GT_U -> first + 7;
      case GE_S -> first + 8;
      case GE_U -> first + 9;
    };
  }

  private int rank() {
    return switch (this) {
      case EQ -> 0;
      case NE -> 1;
      case LT_S -> 2;
      case LT_U -> 3;
      case LE_S -> 4;
      case LE_U -> 5;
      case GT_S, GT_U, GE_S, GE_U -> throw new IllegalStateException(this + " needs a swap");
    };
  }
}
