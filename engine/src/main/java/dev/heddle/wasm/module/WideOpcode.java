package dev.heddle.wasm.module;

/** The opcodes of 128-bit arithmetic on pairs of {@code i64}. Source: wide-arithmetic proposal. */
public final class WideOpcode {

  public static final int I64_ADD128 = 0xfc013;
  public static final int I64_SUB128 = 0xfc014;
  public static final int I64_MUL_WIDE_S = 0xfc015;
  public static final int I64_MUL_WIDE_U = 0xfc016;

  private WideOpcode() {}

  /** Whether an opcode is one of these. */
  public static boolean isWide(int opcode) {
    return opcode >= I64_ADD128 && opcode <= I64_MUL_WIDE_U;
  }

  /** How many {@code i64} an instruction takes; each leaves two. */
  public static int operands(int opcode) {
    return opcode <= I64_SUB128 ? 4 : 2;
  }
}
