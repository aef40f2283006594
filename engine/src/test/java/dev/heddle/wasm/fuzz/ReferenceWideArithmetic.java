package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.module.WideOpcode;
import java.math.BigInteger;
import java.util.List;

/** 128-bit arithmetic on pairs of {@code i64}, low half first. Source: wide-arithmetic proposal. */
final class ReferenceWideArithmetic {

  private static final BigInteger TWO_64 = BigInteger.TWO.pow(64);

  private ReferenceWideArithmetic() {}

  /** The results of an instruction. */
  static List<Object> apply(int opcode, List<Object> operands) {
    List<BigInteger> signed =
        operands.stream().map(operand -> BigInteger.valueOf((Long) operand)).toList();
    List<BigInteger> unsigned = signed.stream().map(operand -> operand.mod(TWO_64)).toList();
    BigInteger result =
        switch (opcode) {
          case WideOpcode.I64_ADD128 -> pair(unsigned, 0).add(pair(unsigned, 2));
          case WideOpcode.I64_SUB128 -> pair(unsigned, 0).subtract(pair(unsigned, 2));
          case WideOpcode.I64_MUL_WIDE_S -> signed.getFirst().multiply(signed.getLast());
          case WideOpcode.I64_MUL_WIDE_U -> unsigned.getFirst().multiply(unsigned.getLast());
          default -> throw new IllegalArgumentException("not wide: " + opcode);
        };
    return List.of(result.longValue(), result.shiftRight(64).longValue());
  }

  private static BigInteger pair(List<BigInteger> operands, int low) {
    return operands.get(low + 1).multiply(TWO_64).add(operands.get(low));
  }
}
