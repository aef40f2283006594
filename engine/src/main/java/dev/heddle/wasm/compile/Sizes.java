package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.code.ControlRegisterOpcode;

/** Estimates how many bytes of bytecode instructions become. */
final class Sizes {

  private static final int MOVE = 5;
  private static final int ARITHMETIC = 6;
  private static final int CALL_OF_METHOD = 10;
  private static final int BRANCH = 10;
  private static final int ACCESS = 24;
  private static final int CALL_OF_GUEST = 40;
  private static final int OPERAND = 4;

  /** For what the interpreter's methods do: a frame is filled and read. */
  private static final int IN_FRAME = 40;

  private static final int OPERAND_IN_FRAME = 9;

  private Sizes() {}

  /** The size of the instruction at {@code pc}, about. */
  static int of(Access access, int[] code, int pc) {
    int opcode = code[pc];
    if (opcode <= CONST64) {
      return MOVE;
    }
    if (opcode == SELECT) {
      return 3 * MOVE;
    }
    if (opcode <= BR_I64_LE_U) {
      return BRANCH;
    }
    if (opcode == BR_TABLE) {
      return BRANCH + 4 * code[pc + 2];
    }
    if (opcode >= CALL && opcode <= CALL_INDIRECT
        || opcode >= ControlRegisterOpcode.TAIL_CALL && opcode <= ControlRegisterOpcode.THROW) {
      access.read(pc);
      return CALL_OF_GUEST + OPERAND * (access.uses + access.definitions);
    }
    if (opcode >= LOAD8_S && opcode <= STORE64) {
      return ACCESS;
    }
    if (opcode >= I32_ADD && opcode < FIRST_BINARY) {
      return ARITHMETIC;
    }
    if (opcode < FIRST_RARE || opcode == BOUNDED_GLOBAL_SET) {
      return CALL_OF_METHOD;
    }
    if (opcode >= FIRST_VECTOR && opcode < FIRST_ATOMIC) {
      return access.wholeVectors ? ApiVectorWriter.size(opcode) : VectorWriter.size(opcode);
    }
    access.read(pc);
    return IN_FRAME + OPERAND_IN_FRAME * (access.uses + access.definitions);
  }
}
