package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.instruction.MemoryHandles.BYTE;
import static dev.heddle.wasm.instruction.MemoryHandles.INT;
import static dev.heddle.wasm.instruction.MemoryHandles.LONG;
import static dev.heddle.wasm.instruction.MemoryHandles.SHORT;
import static dev.heddle.wasm.module.VectorOpcode.*;

import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;
import java.lang.foreign.MemorySegment;

/**
 * Loads and stores of vectors and of their lanes. What is out of bounds is left to the JVM, whose
 * exception the interpreter and compiled code make a trap; nothing has been written then. Source:
 * core specification, section 4.6.10 (memory instructions).
 */
final class VectorMemory {

  private VectorMemory() {}

  /** Executes the load at {@code pc}. */
  static void load(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    RuntimeMemory accessed = EffectiveAddress.memory(code, pc + 2, instance);
    MemorySegment memory = accessed.segment;
    long address = EffectiveAddress.of(code, r, fp, pc + 2, accessed);
    int result = fp + code[pc + 1];
    if (code[pc] - FIRST_VECTOR == V128_LOAD) {
      long high = (long) LONG.get(memory, address + 8);
      r[result] = (long) LONG.get(memory, address);
      r[result + 1] = high;
      return;
    }
    long low;
    long high;
    switch (code[pc] - FIRST_VECTOR) {
      case V128_LOAD8X8_S -> {
        long bytes = (long) LONG.get(memory, address);
        low = Swar.extendSigned8(bytes);
        high = Swar.extendSigned8(bytes >>> 32);
      }
      case V128_LOAD8X8_U -> {
        long bytes = (long) LONG.get(memory, address);
        low = Swar.extendUnsigned8(bytes);
        high = Swar.extendUnsigned8(bytes >>> 32);
      }
      case V128_LOAD16X4_S -> {
        long shorts = (long) LONG.get(memory, address);
        low = Swar.extendSigned16(shorts);
        high = Swar.extendSigned16(shorts >>> 32);
      }
      case V128_LOAD16X4_U -> {
        long shorts = (long) LONG.get(memory, address);
        low = Swar.extendUnsigned16(shorts);
        high = Swar.extendUnsigned16(shorts >>> 32);
      }
      case V128_LOAD32X2_S -> {
        long ints = (long) LONG.get(memory, address);
        low = (int) ints;
        high = ints >> 32;
      }
      case V128_LOAD32X2_U -> {
        long ints = (long) LONG.get(memory, address);
        low = ints & 0xffff_ffffL;
        high = ints >>> 32;
      }
      case V128_LOAD8_SPLAT -> {
        low = Swar.splat8((byte) BYTE.get(memory, address));
        high = low;
      }
      case V128_LOAD16_SPLAT -> {
        low = Swar.splat16((short) SHORT.get(memory, address));
        high = low;
      }
      case V128_LOAD32_SPLAT -> {
        low = VectorLanes.splat32((int) INT.get(memory, address));
        high = low;
      }
      case V128_LOAD64_SPLAT -> {
        low = (long) LONG.get(memory, address);
        high = low;
      }
      case V128_LOAD32_ZERO -> {
        low = (int) INT.get(memory, address) & 0xffff_ffffL;
        high = 0;
      }
      case V128_LOAD64_ZERO -> {
        low = (long) LONG.get(memory, address);
        high = 0;
      }
      default -> throw new IllegalStateException("not a load of a vector: " + code[pc]);
    }
    r[result] = low;
    r[result + 1] = high;
  }

  /** Executes the {@code v128.store} at {@code pc}. */
  static void store(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    RuntimeMemory accessed = EffectiveAddress.memory(code, pc + 2, instance);
    MemorySegment memory = accessed.segment;
    long address = EffectiveAddress.of(code, r, fp, pc + 2, accessed);
    int vector = fp + code[pc + 1];
    // The upper half first: if it is within the memory, so is the lower one, unless the sum wraps.
    LONG.set(memory, address < 0 ? address : address + 8, r[vector + 1]);
    LONG.set(memory, address, r[vector]);
  }

  /** Executes the load of a lane at {@code pc}. */
  static void loadLane(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    RuntimeMemory accessed = EffectiveAddress.memory(code, pc + 2, instance);
    MemorySegment memory = accessed.segment;
    long address = EffectiveAddress.of(code, r, fp, pc + 2, accessed);
    int width;
    long value;
    switch (code[pc] - FIRST_VECTOR) {
      case V128_LOAD8_LANE -> {
        width = 8;
        value = (byte) BYTE.get(memory, address);
      }
      case V128_LOAD16_LANE -> {
        width = 16;
        value = (short) SHORT.get(memory, address);
      }
      case V128_LOAD32_LANE -> {
        width = 32;
        value = (int) INT.get(memory, address);
      }
      default -> {
        width = 64;
        value = (long) LONG.get(memory, address);
      }
    }
    VectorLanes.replace(r, fp + code[pc + 1], fp + code[pc + 6], code[pc + 7], width, value);
  }

  /** Executes the store of a lane at {@code pc}. */
  static void storeLane(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    RuntimeMemory accessed = EffectiveAddress.memory(code, pc + 2, instance);
    MemorySegment memory = accessed.segment;
    long address = EffectiveAddress.of(code, r, fp, pc + 2, accessed);
    int vector = fp + code[pc + 1];
    int lane = code[pc + 6];
    switch (code[pc] - FIRST_VECTOR) {
      case V128_STORE8_LANE ->
          BYTE.set(memory, address, (byte) (r[vector + (lane >>> 3)] >>> (lane << 3)));
      case V128_STORE16_LANE ->
          SHORT.set(memory, address, (short) (r[vector + (lane >>> 2)] >>> (lane << 4)));
      case V128_STORE32_LANE ->
          INT.set(memory, address, (int) (r[vector + (lane >>> 1)] >>> (lane << 5)));
      default -> LONG.set(memory, address, r[vector + lane]);
    }
  }
}
