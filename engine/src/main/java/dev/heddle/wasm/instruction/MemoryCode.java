package dev.heddle.wasm.instruction;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import java.lang.foreign.MemorySegment;

/**
 * Accesses of memory for methods that have many: HotSpot's first compiler runs out of registers
 * where each of them is inlined, and the second takes seconds. Public for generated classes alone.
 *
 * <p>Each of these is longer than what the first compiler inlines, 35 bytes, and short enough for
 * the second, which does so as far as it has room.
 */
public final class MemoryCode {

  private MemoryCode() {}

  /** Reads 8 bits. */
  public static byte load8(MemorySegment memory, int base, int offset) {
    try {
      return (byte) MemoryHandles.BYTE.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  /** Reads 16 bits. */
  public static short load16(MemorySegment memory, int base, int offset) {
    try {
      return (short)
          MemoryHandles.SHORT.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  /** Reads 32 bits. */
  public static int load32(MemorySegment memory, int base, int offset) {
    try {
      return (int) MemoryHandles.INT.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  /** Reads 64 bits. */
  public static long load64(MemorySegment memory, int base, int offset) {
    try {
      return (long) MemoryHandles.LONG.get(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL));
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  /** Writes 8 bits. */
  public static void store8(MemorySegment memory, int base, int offset, byte value) {
    try {
      MemoryHandles.BYTE.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  /** Writes 16 bits. */
  public static void store16(MemorySegment memory, int base, int offset, short value) {
    try {
      MemoryHandles.SHORT.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  /** Writes 32 bits. */
  public static void store32(MemorySegment memory, int base, int offset, int value) {
    try {
      MemoryHandles.INT.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  /** Writes 64 bits. */
  public static void store64(MemorySegment memory, int base, int offset, long value) {
    try {
      MemoryHandles.LONG.set(memory, (base & 0xffff_ffffL) + (offset & 0xffff_ffffL), value);
    } catch (IndexOutOfBoundsException e) {
      throw fault(memory, base, offset);
    }
  }

  private static TrapException fault(MemorySegment memory, int base, int offset) {
    return new TrapException(
        TrapKind.MEMORY_OUT_OF_BOUNDS,
        "address "
            + Integer.toUnsignedString(base)
            + " + offset "
            + Integer.toUnsignedString(offset)
            + ", memory of "
            + memory.byteSize()
            + " bytes");
  }
}
