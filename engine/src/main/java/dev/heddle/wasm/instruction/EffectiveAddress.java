package dev.heddle.wasm.instruction;

import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;

/**
 * Operands of kind {@code ADDRESS}: which memory is accessed, and where. Source: core
 * specification, section 4.6.11 (memory instructions).
 *
 * <p>The four {@code int}s of the operand are the register with the address, the index of the
 * memory, and the offset, its low half first.
 */
public final class EffectiveAddress {

  /** What stands for an address of 65 bits: it is outside of every memory. */
  private static final long BEYOND = Long.MIN_VALUE;

  private EffectiveAddress() {}

  /** The memory of the operand at {@code at} in the code. */
  static RuntimeMemory memory(int[] code, int at, RuntimeInstance instance) {
    return instance.memories[code[at + 1]];
  }

  /**
   * The address in bytes from the start of {@code memory}; negative if it is 2^63 or more. It may
   * lie outside of the memory.
   */
  static long of(int[] code, long[] r, int fp, int at, RuntimeMemory memory) {
    long base = r[fp + code[at]];
    long offset = offset(code, at);
    if (!memory.hasWideAddresses) {
      return (base & 0xffff_ffffL) + offset;
    }
    long sum = base + offset;
    return Long.compareUnsigned(sum, base) < 0 ? BEYOND : sum;
  }

  /** What to say of an access that failed. */
  static String describe(int[] code, long[] r, int fp, int at, RuntimeInstance instance) {
    RuntimeMemory memory = memory(code, at, instance);
    long base = r[fp + code[at]];
    return describe(
        memory.hasWideAddresses ? base : base & 0xffff_ffffL,
        offset(code, at),
        code[at + 1],
        memory);
  }

  /** What to say of an access that failed. */
  static String describe(long base, long offset, int index, RuntimeMemory memory) {
    return "address "
        + Long.toUnsignedString(base)
        + " + offset "
        + Long.toUnsignedString(offset)
        + ", memory "
        + (index == 0 ? "" : index + " ")
        + "of "
        + memory.size()
        + " bytes";
  }

  /** Says which access of linear memory failed. */
  public static String describeAccess(
      int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    int opcode = code[pc];
    int position = RegisterInstruction.of(opcode).addressPosition();
    if (position >= 0) {
      return describe(code, r, fp, pc + position, instance);
    }
    if (opcode < RegisterOpcode.LOAD8_S || opcode > RegisterOpcode.STORE64) {
      return "";
    }
    int base = opcode < RegisterOpcode.STORE8 ? code[pc + 2] : code[pc + 1];
    return describe(r[fp + base] & 0xffff_ffffL, code[pc + 3] & 0xffff_ffffL, 0, instance.memory);
  }

  private static long offset(int[] code, int at) {
    return code[at + 2] & 0xffff_ffffL | (long) code[at + 3] << Integer.SIZE;
  }
}
