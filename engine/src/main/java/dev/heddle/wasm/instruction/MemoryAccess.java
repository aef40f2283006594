package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.instruction.MemoryHandles.BYTE;
import static dev.heddle.wasm.instruction.MemoryHandles.INT;
import static dev.heddle.wasm.instruction.MemoryHandles.LONG;
import static dev.heddle.wasm.instruction.MemoryHandles.SHORT;

import dev.heddle.wasm.code.MemoryOpcode;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;
import java.lang.foreign.MemorySegment;

/** Loads and stores of memories that the interpreter's loop leaves to others. */
final class MemoryAccess {

  private static final int LENGTH = 6;

  private MemoryAccess() {}

  /** Executes the instruction at {@code pc} and returns where to go on. */
  static int execute(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    RuntimeMemory memory = EffectiveAddress.memory(code, pc + 2, instance);
    MemorySegment segment = memory.segment;
    long address = EffectiveAddress.of(code, r, fp, pc + 2, memory);
    int register = fp + code[pc + 1];
    int opcode = code[pc];
    switch (opcode) {
      case MemoryOpcode.LOAD8_S -> r[register] = (byte) BYTE.get(segment, address);
      case MemoryOpcode.LOAD8_U -> r[register] = (byte) BYTE.get(segment, address) & 0xff;
      case MemoryOpcode.LOAD16_S -> r[register] = (short) SHORT.get(segment, address);
      case MemoryOpcode.LOAD16_U -> r[register] = (short) SHORT.get(segment, address) & 0xffff;
      case MemoryOpcode.LOAD32_S -> r[register] = (int) INT.get(segment, address);
      case MemoryOpcode.LOAD32_U -> r[register] = (int) INT.get(segment, address) & 0xffff_ffffL;
      case MemoryOpcode.LOAD64 -> r[register] = (long) LONG.get(segment, address);
      case MemoryOpcode.STORE8 -> BYTE.set(segment, address, (byte) r[register]);
      case MemoryOpcode.STORE16 -> SHORT.set(segment, address, (short) r[register]);
      case MemoryOpcode.STORE32 -> INT.set(segment, address, (int) r[register]);
      case MemoryOpcode.STORE64 -> LONG.set(segment, address, r[register]);
      default -> throw new IllegalStateException("unknown opcode " + opcode);
    }
    return pc + LENGTH;
  }
}
