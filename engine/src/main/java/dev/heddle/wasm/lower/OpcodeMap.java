package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.module.Opcode;
import java.util.Arrays;

/**
 * Which register instruction does the work of which WebAssembly instruction, where one does all of
 * it. Immutable.
 */
final class OpcodeMap {

  private static final int NONE = -1;
  private static final int[] BINARY = table();
  private static final int[] UNARY = table();
  private static final int[] SATURATING = new int[8];
  private static final int[] MEMORY = table();

  /**
   * For binary instructions that have one: the form that takes its second operand from the code.
   */
  private static final int[] IMMEDIATE = table(RegisterOpcode.COUNT);

  static {
    sequence(
        BINARY, Opcode.F64_EQ, RegisterOpcode.F64_EQ, RegisterOpcode.F64_NE, RegisterOpcode.F64_LT);
    sequence(BINARY, Opcode.F64_LE, RegisterOpcode.F64_LE);
    sequence(
        BINARY, Opcode.F32_EQ, RegisterOpcode.F32_EQ, RegisterOpcode.F32_NE, RegisterOpcode.F32_LT);
    sequence(BINARY, Opcode.F32_LE, RegisterOpcode.F32_LE);
    sequence(
        UNARY,
        Opcode.I32_CLZ,
        RegisterOpcode.I32_CLZ,
        RegisterOpcode.I32_CTZ,
        RegisterOpcode.I32_POPCNT);
    sequence(
        BINARY,
        Opcode.I32_ADD,
        RegisterOpcode.I32_ADD,
        RegisterOpcode.I32_SUB,
        RegisterOpcode.I32_MUL,
        RegisterOpcode.I32_DIV_S,
        RegisterOpcode.I32_DIV_U,
        RegisterOpcode.I32_REM_S,
        RegisterOpcode.I32_REM_U,
        RegisterOpcode.I32_AND,
        RegisterOpcode.I32_OR,
        RegisterOpcode.I32_XOR,
        RegisterOpcode.I32_SHL,
        RegisterOpcode.I32_SHR_S,
        RegisterOpcode.I32_SHR_U,
        RegisterOpcode.I32_ROTL,
        RegisterOpcode.I32_ROTR);
    sequence(
        UNARY,
        Opcode.I64_CLZ,
        RegisterOpcode.I64_CLZ,
        RegisterOpcode.I64_CTZ,
        RegisterOpcode.I64_POPCNT);
    sequence(
        BINARY,
        Opcode.I64_ADD,
        RegisterOpcode.I64_ADD,
        RegisterOpcode.I64_SUB,
        RegisterOpcode.I64_MUL,
        RegisterOpcode.I64_DIV_S,
        RegisterOpcode.I64_DIV_U,
        RegisterOpcode.I64_REM_S,
        RegisterOpcode.I64_REM_U,
        RegisterOpcode.I64_AND,
        RegisterOpcode.I64_OR,
        RegisterOpcode.I64_XOR,
        RegisterOpcode.I64_SHL,
        RegisterOpcode.I64_SHR_S,
        RegisterOpcode.I64_SHR_U,
        RegisterOpcode.I64_ROTL,
        RegisterOpcode.I64_ROTR);
    range(UNARY, Opcode.F32_ABS, RegisterOpcode.F32_ABS, 7);
    sequence(
        BINARY,
        Opcode.F32_ADD,
        RegisterOpcode.F32_ADD,
        RegisterOpcode.F32_SUB,
        RegisterOpcode.F32_MUL,
        RegisterOpcode.F32_DIV,
        RegisterOpcode.F32_MIN,
        RegisterOpcode.F32_MAX,
        RegisterOpcode.F32_COPYSIGN);
    range(UNARY, Opcode.F64_ABS, RegisterOpcode.F64_ABS, 7);
    sequence(
        BINARY,
        Opcode.F64_ADD,
        RegisterOpcode.F64_ADD,
        RegisterOpcode.F64_SUB,
        RegisterOpcode.F64_MUL,
        RegisterOpcode.F64_DIV,
        RegisterOpcode.F64_MIN,
        RegisterOpcode.F64_MAX,
        RegisterOpcode.F64_COPYSIGN);
    range(UNARY, Opcode.I32_TRUNC_F32_S, RegisterOpcode.I32_TRUNC_F32_S, 4);
    sequence(UNARY, Opcode.I64_EXTEND_I32_S, RegisterOpcode.EXTEND32_S, RegisterOpcode.EXTEND32_U);
    range(UNARY, Opcode.I64_TRUNC_F32_S, RegisterOpcode.I64_TRUNC_F32_S, 4);
    range(UNARY, Opcode.F32_CONVERT_I32_S, RegisterOpcode.F32_CONVERT_I32_S, 10);
    sequence(
        UNARY,
        Opcode.I32_EXTEND8_S,
        RegisterOpcode.EXTEND8_S,
        RegisterOpcode.EXTEND16_S,
        RegisterOpcode.EXTEND8_S,
        RegisterOpcode.EXTEND16_S,
        RegisterOpcode.EXTEND32_S);
    range(SATURATING, 0, RegisterOpcode.I32_TRUNC_SAT_F32_S, 8);
    sequence(
        MEMORY,
        Opcode.I32_LOAD,
        RegisterOpcode.LOAD32_S,
        RegisterOpcode.LOAD64,
        RegisterOpcode.LOAD32_S,
        RegisterOpcode.LOAD64,
        RegisterOpcode.LOAD8_S,
        RegisterOpcode.LOAD8_U,
        RegisterOpcode.LOAD16_S,
        RegisterOpcode.LOAD16_U,
        RegisterOpcode.LOAD8_S,
        RegisterOpcode.LOAD8_U,
        RegisterOpcode.LOAD16_S,
        RegisterOpcode.LOAD16_U,
        RegisterOpcode.LOAD32_S,
        RegisterOpcode.LOAD32_U,
        RegisterOpcode.STORE32,
        RegisterOpcode.STORE64,
        RegisterOpcode.STORE32,
        RegisterOpcode.STORE64,
        RegisterOpcode.STORE8,
        RegisterOpcode.STORE16,
        RegisterOpcode.STORE8,
        RegisterOpcode.STORE16,
        RegisterOpcode.STORE32);
    immediates(RegisterOpcode.I32_ADD, RegisterOpcode.I32_ADD_IMM);
    immediates(RegisterOpcode.I64_ADD, RegisterOpcode.I64_ADD_IMM);
  }

  private OpcodeMap() {}

  /** The register instruction with two operands and a result, or -1. */
  static int binary(int opcode) {
    return opcode < BINARY.length ? BINARY[opcode] : NONE;
  }

  /** The register instruction with one operand and a result, or -1. */
  static int unary(int opcode) {
    if (opcode < UNARY.length) {
      return UNARY[opcode];
    }
    int saturating = opcode - Opcode.I32_TRUNC_SAT_F32_S;
    return saturating >= 0 && saturating < SATURATING.length ? SATURATING[saturating] : NONE;
  }

  /** The register instruction that does a load or a store, or -1. */
  static int memory(int opcode) {
    return opcode < MEMORY.length ? MEMORY[opcode] : NONE;
  }

  /** The form of a register instruction that takes its second operand from the code, or -1. */
  static int immediate(int registerOpcode) {
    return IMMEDIATE[registerOpcode];
  }

  /** Whether the operands of a register instruction may be exchanged. */
  static boolean isCommutative(int registerOpcode) {
    return switch (registerOpcode) {
      case RegisterOpcode.I32_ADD,
          RegisterOpcode.I32_MUL,
          RegisterOpcode.I32_AND,
          RegisterOpcode.I32_OR,
          RegisterOpcode.I32_XOR,
          RegisterOpcode.I64_ADD,
          RegisterOpcode.I64_MUL,
          RegisterOpcode.I64_AND,
          RegisterOpcode.I64_OR,
          RegisterOpcode.I64_XOR ->
          true;
      default -> false;
    };
  }

  /** Whether a register instruction of the arithmetic kind can trap. */
  static boolean canTrap(int registerOpcode) {
    return registerOpcode >= RegisterOpcode.I32_DIV_S && registerOpcode <= RegisterOpcode.I32_REM_U
        || registerOpcode >= RegisterOpcode.I64_DIV_S && registerOpcode <= RegisterOpcode.I64_REM_U
        || registerOpcode >= RegisterOpcode.I32_TRUNC_F32_S
            && registerOpcode <= RegisterOpcode.I64_TRUNC_F64_U;
  }

  /** ADD has an immediate form and SUB, which comes next, uses it; the others follow in order. */
  private static void immediates(int add, int addImmediate) {
    IMMEDIATE[add] = addImmediate;
    for (int i = 2; i < 9; i++) {
      IMMEDIATE[add + i] = addImmediate + i - 1;
    }
  }

  private static int[] table() {
    return table(256);
  }

  private static int[] table(int size) {
    int[] table = new int[size];
    Arrays.fill(table, NONE);
    return table;
  }

  private static void sequence(int[] table, int from, int... values) {
    System.arraycopy(values, 0, table, from, values.length);
  }

  private static void range(int[] table, int from, int first, int count) {
    for (int i = 0; i < count; i++) {
      table[from + i] = first + i;
    }
  }
}
