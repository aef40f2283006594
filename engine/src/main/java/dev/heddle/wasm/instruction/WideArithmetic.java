package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.WideRegisterOpcode.*;

/** 128-bit arithmetic on pairs of {@code i64}. Source: wide-arithmetic proposal. */
final class WideArithmetic {

  private WideArithmetic() {}

  /** Executes the instruction at {@code pc}. */
  static void execute(int[] code, long[] r, int fp, int pc) {
    long a = r[fp + code[pc + 3]];
    long b = r[fp + code[pc + 4]];
    long low;
    long high;
    switch (code[pc]) {
      case I64_ADD128 -> {
        long c = r[fp + code[pc + 5]];
        low = a + c;
        high = b + r[fp + code[pc + 6]] + (Long.compareUnsigned(low, a) < 0 ? 1 : 0);
      }
      case I64_SUB128 -> {
        long c = r[fp + code[pc + 5]];
        low = a - c;
        high = b - r[fp + code[pc + 6]] - (Long.compareUnsigned(a, c) < 0 ? 1 : 0);
      }
      case I64_MUL_WIDE_S -> {
        low = a * b;
        high = Math.multiplyHigh(a, b);
      }
      case I64_MUL_WIDE_U -> {
        low = a * b;
        high = Math.unsignedMultiplyHigh(a, b);
      }
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    }
    r[fp + code[pc + 1]] = low;
    r[fp + code[pc + 2]] = high;
  }
}
