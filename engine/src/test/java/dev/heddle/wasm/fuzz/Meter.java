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
    boolean free =
        opcode == 0x01 || opcode == 0x02 || opcode == 0x03 || opcode == 0x05 || opcode == 0x0b;
    units += free ? 0 : 1;
  }

  /** The size of what an instruction works on. */
  void count(BigInteger size, int sizePerUnit) {
    units += size.divide(BigInteger.valueOf(sizePerUnit)).longValueExact();
  }
}
