package dev.heddle.wasm.code;

import static dev.heddle.wasm.code.RegisterInstruction.Operand.REGISTER;

import dev.heddle.wasm.module.WideOpcode;

/**
 * The register opcodes of 128-bit arithmetic. Operands and results are pairs, the low half first.
 */
public final class WideRegisterOpcode {

  public static final int I64_ADD128 = RegisterOpcode.FIRST_WIDE;
  public static final int I64_SUB128 = RegisterOpcode.FIRST_WIDE + 1;
  public static final int I64_MUL_WIDE_S = RegisterOpcode.FIRST_WIDE + 2;
  public static final int I64_MUL_WIDE_U = RegisterOpcode.FIRST_WIDE + 3;

  private WideRegisterOpcode() {}

  /** The register opcode of a {@link WideOpcode}. */
  public static int of(int opcode) {
    return RegisterOpcode.FIRST_WIDE + opcode - WideOpcode.I64_ADD128;
  }

  static void define() {
    RegisterInstruction.define(
        I64_ADD128, "i64.add128", REGISTER, REGISTER, REGISTER, REGISTER, REGISTER, REGISTER);
    RegisterInstruction.define(
        I64_SUB128, "i64.sub128", REGISTER, REGISTER, REGISTER, REGISTER, REGISTER, REGISTER);
    RegisterInstruction.define(
        I64_MUL_WIDE_S, "i64.mul_wide_s", REGISTER, REGISTER, REGISTER, REGISTER);
    RegisterInstruction.define(
        I64_MUL_WIDE_U, "i64.mul_wide_u", REGISTER, REGISTER, REGISTER, REGISTER);
  }
}
