package dev.heddle.wasm.instruction;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.RuntimeMemory;

/**
 * What compiled code does with single lanes of vectors, and with vectors as a whole; with halves it
 * works by {@link Swar}. Public for generated classes alone.
 */
public final class VectorCode {

  private VectorCode() {}

  // ---- Comparisons: all ones where they hold

  public static int notEqual(int x, int y) {
    int difference = x ^ y;
    return (difference | -difference) >> 31;
  }

  public static int lessSigned(int x, int y) {
    return (int) ((long) x - y >> 63);
  }

  public static int lessUnsigned(int x, int y) {
    return (int) ((x & 0xffff_ffffL) - (y & 0xffff_ffffL) >> 63);
  }

  public static int equal(float x, float y) {
    return x == y ? -1 : 0;
  }

  public static int less(float x, float y) {
    return x < y ? -1 : 0;
  }

  public static int lessOrEqual(float x, float y) {
    return x <= y ? -1 : 0;
  }

  public static long equal(double x, double y) {
    return x == y ? -1 : 0;
  }

  public static long less(double x, double y) {
    return x < y ? -1 : 0;
  }

  public static long lessOrEqual(double x, double y) {
    return x <= y ? -1 : 0;
  }

  // ---- The larger and the smaller

  public static int minUnsigned(int x, int y) {
    return Math.min(x ^ Integer.MIN_VALUE, y ^ Integer.MIN_VALUE) ^ Integer.MIN_VALUE;
  }

  public static int maxUnsigned(int x, int y) {
    return Math.max(x ^ Integer.MIN_VALUE, y ^ Integer.MIN_VALUE) ^ Integer.MIN_VALUE;
  }

  /** The smaller number; the first where neither is. */
  public static float pseudoMin(float x, float y) {
    return y < x ? y : x;
  }

  public static float pseudoMax(float x, float y) {
    return x < y ? y : x;
  }

  public static double pseudoMin(double x, double y) {
    return y < x ? y : x;
  }

  public static double pseudoMax(double x, double y) {
    return x < y ? y : x;
  }

  // ---- Relaxed operations, rounding after the multiplication and after the addition

  public static float multiplyAdd(float x, float y, float z) {
    return x * y + z;
  }

  public static float negatedMultiplyAdd(float x, float y, float z) {
    return -x * y + z;
  }

  public static long multiplyAdd(long x, long y, long z) {
    return Double.doubleToRawLongBits(
        Double.longBitsToDouble(x) * Double.longBitsToDouble(y) + Double.longBitsToDouble(z));
  }

  public static long negatedMultiplyAdd(long x, long y, long z) {
    return multiplyAdd(x ^ Swar.SIGNS_64, y, z);
  }

  /** Products of bytes, four neighbouring ones added, and added to lanes of 32 bits. */
  public static long dotAdd(long x, long y, long z) {
    return Swar.add(Swar.addPairsSigned16(Swar.dot8(x, y)), z, Swar.SIGNS_32);
  }

  // ---- Numbers of whole vectors

  public static int anyTrue(long low, long high) {
    return (low | high) != 0 ? 1 : 0;
  }

  public static int allTrue(long low, long high, long signs) {
    return Swar.allNonZero(low, signs) && Swar.allNonZero(high, signs) ? 1 : 0;
  }

  public static int allTrue(int a, int b, int c, int d) {
    return a != 0 && b != 0 && c != 0 && d != 0 ? 1 : 0;
  }

  public static int bitmask8(long low, long high) {
    return Swar.bitmask8(low) | Swar.bitmask8(high) << 8;
  }

  public static int bitmask16(long low, long high) {
    return Swar.bitmask16(low) | Swar.bitmask16(high) << 4;
  }

  public static int bitmask32(int a, int b, int c, int d) {
    return a >>> 31 | b >>> 30 & 2 | c >>> 29 & 4 | d >>> 28 & 8;
  }

  public static int bitmask64(long low, long high) {
    return (int) (low >>> 63 | high >>> 62 & 2);
  }

  /** A half with one of its lanes replaced: the bits of {@code mask}. */
  public static long insert(long half, long value, long mask, int shift) {
    return half & ~mask | value << shift & mask;
  }

  // ---- Accesses of memories that are not near

  /** The address of an access of any memory, all of which is within it. */
  public static long address(long base, long offset, int size, RuntimeMemory memory, int index) {
    long address = base + offset;
    if (Long.compareUnsigned(address, base) < 0
        || address < 0
        || address > memory.segment.byteSize() - size) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS, EffectiveAddress.describe(base, offset, index, memory));
    }
    return address;
  }
}
