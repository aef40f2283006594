package dev.heddle.wasm.code;

/**
 * The opcodes of accesses of memories that the interpreter's loop does not do itself: of all but
 * the first, and of those with 64-bit addresses. There is one for each that the loop has.
 */
public final class MemoryOpcode {

  private static final int FROM_NEAR = RegisterOpcode.FIRST_MEMORY - RegisterOpcode.LOAD8_S;

  public static final int LOAD8_S = FROM_NEAR + RegisterOpcode.LOAD8_S;
  public static final int LOAD8_U = FROM_NEAR + RegisterOpcode.LOAD8_U;
  public static final int LOAD16_S = FROM_NEAR + RegisterOpcode.LOAD16_S;
  public static final int LOAD16_U = FROM_NEAR + RegisterOpcode.LOAD16_U;
  public static final int LOAD32_S = FROM_NEAR + RegisterOpcode.LOAD32_S;
  public static final int LOAD32_U = FROM_NEAR + RegisterOpcode.LOAD32_U;
  public static final int LOAD64 = FROM_NEAR + RegisterOpcode.LOAD64;
  public static final int STORE8 = FROM_NEAR + RegisterOpcode.STORE8;
  public static final int STORE16 = FROM_NEAR + RegisterOpcode.STORE16;
  public static final int STORE32 = FROM_NEAR + RegisterOpcode.STORE32;
  public static final int STORE64 = FROM_NEAR + RegisterOpcode.STORE64;

  private MemoryOpcode() {}

  /** The opcode that does with any memory what {@code near} does with the first. */
  public static int far(int near) {
    return FROM_NEAR + near;
  }

  /** Tells the disassembler about them. */
  static void define() {
    for (int near = RegisterOpcode.LOAD8_S; near <= RegisterOpcode.STORE64; near++) {
      RegisterInstruction.define(
          far(near),
          "memory." + RegisterInstruction.of(near).name(),
          RegisterInstruction.Operand.REGISTER,
          RegisterInstruction.Operand.ADDRESS);
    }
  }
}
