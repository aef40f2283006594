package dev.heddle.wasm.fuzz;

import java.math.BigInteger;

/** Counts what instructions cost, see {@link dev.heddle.wasm.Fuel}. */
final class Meter {

  private long units;

  /** How many units everything so far has cost. */
  long units() {
    return units;
  }

  /** An instruction, unless it is one of those that are free. */
  void count(int opcode) {
    units += cost(opcode);
  }

  /** What an instruction costs, unless it works on something large. */
  static int cost(int opcode) {
    return switch (opcode) {
      case 0x01, 0x02, 0x03, 0x05, 0x0b -> 0;
      case 0x06, 0x07, 0x18, 0x19, 0x1f -> 0;
      default -> 1;
    };
  }

  /** Instructions that are paid for, but will not be executed. */
  void waste(int cost) {
    units += cost;
  }

  /** The size of what an instruction works on. */
  void count(BigInteger size, int sizePerUnit) {
    units += size.divide(BigInteger.valueOf(sizePerUnit)).longValueExact();
  }
}
