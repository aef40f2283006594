package dev.heddle.wasm.instruction;

import java.lang.foreign.MemorySegment;

/**
 * Accesses of the first memory as calls: HotSpot's first compiler runs out of registers where many
 * are inlined, see {@code CodeForm}. Public for generated classes alone.
 *
 * <p>Each of these takes more of the operand stack, 8 slots, than the first compiler inlines, 5,
 * and is short enough for the second, which inlines as many as it has room for. What is out of
 * bounds is left to whoever calls the guest: handlers here would take half of that room.
 */
public final class MemoryCode {

  private MemoryCode() {}

  /** Reads 8 bits. */
  public static byte load8(MemorySegment memory, int base, int offset) {
    return (byte) MemoryHandles.BYTE.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
  }

  /** Reads 16 bits. */
  public static short load16(MemorySegment memory, int base, int offset) {
    return (short) MemoryHandles.SHORT.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
  }

  /** Reads 32 bits. */
  public static int load32(MemorySegment memory, int base, int offset) {
    return (int) MemoryHandles.INT.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
  }

  /** Reads 64 bits. */
  public static long load64(MemorySegment memory, int base, int offset) {
    return (long) MemoryHandles.LONG.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
  }

  /** Writes 8 bits. */
  public static void store8(MemorySegment memory, int base, int offset, byte value) {
    MemoryHandles.BYTE.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
  }

  /** Writes 16 bits. */
  public static void store16(MemorySegment memory, int base, int offset, short value) {
    MemoryHandles.SHORT.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
  }

  /** Writes 32 bits. */
  public static void store32(MemorySegment memory, int base, int offset, int value) {
    MemoryHandles.INT.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
  }

  /** Writes 64 bits. */
  public static void store64(MemorySegment memory, int base, int offset, long value) {
    MemoryHandles.LONG.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
  }
}
