package dev.heddle.wasm.code;

import static dev.heddle.wasm.code.RegisterInstruction.Operand.COUNT;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.INDEX;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REFERENCE;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REGISTER;

/**
 * The register opcodes of tail calls and exceptions.
 *
 * <p>A tail call ends with four operands: the first argument among the numbers, how many registers
 * the arguments take there, and the same for the references. It moves them to the start of the
 * frame and leaves the call to whoever entered the function; a return follows it.
 */
public final class ControlRegisterOpcode {

  public static final int TAIL_CALL = RegisterOpcode.FIRST_CONTROL;
  public static final int TAIL_CALL_INDIRECT = RegisterOpcode.FIRST_CONTROL + 1;
  public static final int TAIL_CALL_REF = RegisterOpcode.FIRST_CONTROL + 2;

  public static final int THROW = RegisterOpcode.FIRST_CONTROL + 3;
  public static final int THROW_REF = RegisterOpcode.FIRST_CONTROL + 4;

  private ControlRegisterOpcode() {}

  static void define() {
    RegisterInstruction.define(TAIL_CALL, "tail_call", INDEX, REGISTER, COUNT, REFERENCE, COUNT);
    RegisterInstruction.define(
        TAIL_CALL_INDIRECT,
        "tail_call_indirect",
        INDEX,
        INDEX,
        REGISTER,
        REGISTER,
        COUNT,
        REFERENCE,
        COUNT);
    RegisterInstruction.define(
        TAIL_CALL_REF, "tail_call_ref", INDEX, REFERENCE, REGISTER, COUNT, REFERENCE, COUNT);
    RegisterInstruction.define(THROW, "throw", INDEX, REGISTER, REFERENCE);
    RegisterInstruction.define(THROW_REF, "throw_ref", REFERENCE);
  }
}
