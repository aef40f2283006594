package dev.heddle.wasm.code;

import static dev.heddle.wasm.code.RegisterInstruction.Operand.ADDRESS;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REGISTER;

import dev.heddle.wasm.code.RegisterInstruction.Operand;
import dev.heddle.wasm.module.AtomicOpcode;
import java.util.Arrays;

/**
 * The register opcodes of atomic memory instructions: the register of the result, if there is one,
 * those of the operands above the address, and the address.
 */
public final class AtomicRegisterOpcode {

  private static final int FROM_BINARY = RegisterOpcode.FIRST_ATOMIC - AtomicOpcode.NOTIFY;

  private AtomicRegisterOpcode() {}

  /** The register opcode of an {@link AtomicOpcode}. */
  public static int of(int opcode) {
    return FROM_BINARY + opcode;
  }

  /** The {@link AtomicOpcode} of a register opcode. */
  public static int binary(int registerOpcode) {
    return registerOpcode - FROM_BINARY;
  }

  /** How many operands there are above the address. */
  public static int operands(int opcode) {
    return switch (opcode) {
      case AtomicOpcode.NOTIFY -> 1;
      case AtomicOpcode.WAIT32, AtomicOpcode.WAIT64 -> 2;
      default -> AtomicOpcode.operation(opcode).operands();
    };
  }

  /** Whether there is a result. */
  public static boolean hasResult(int opcode) {
    return !AtomicOpcode.isAccess(opcode) || AtomicOpcode.operation(opcode).hasResult();
  }

  /** Tells the disassembler about them. */
  static void define() {
    RegisterInstruction.define(of(AtomicOpcode.FENCE), AtomicOpcode.mnemonic(AtomicOpcode.FENCE));
    for (int opcode = AtomicOpcode.NOTIFY; opcode <= AtomicOpcode.LAST_ACCESS; opcode++) {
      if (AtomicOpcode.isAtomic(opcode) && opcode != AtomicOpcode.FENCE) {
        Operand[] all = new Operand[operands(opcode) + (hasResult(opcode) ? 2 : 1)];
        Arrays.fill(all, REGISTER);
        all[all.length - 1] = ADDRESS;
        RegisterInstruction.define(of(opcode), AtomicOpcode.mnemonic(opcode), all);
      }
    }
  }
}
