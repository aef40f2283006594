package dev.heddle.wasm;

import java.util.Objects;
import java.util.function.IntToLongFunction;

/**
 * A vector of 128 bits, the Java form of a {@code v128}.
 *
 * <p>It has no type of lanes of its own: the same bits can be seen as sixteen 8-bit, eight 16-bit,
 * four 32-bit or two 64-bit lanes, of integers or of floating-point numbers. Lane 0 is in the
 * lowest bits, as in memory. Not-a-numbers keep their bits. Immutable and thread-safe. Source: core
 * specification, section 2.2.4 (vectors).
 *
 * <p>All views throw {@link IndexOutOfBoundsException} for a lane that there is not.
 *
 * @param low bits 0 to 63
 * @param high bits 64 to 127
 */
public record V128(long low, long high) {

  /** All bits zero. */
  public static final V128 ZERO = new V128(0, 0);

  private static final int BITS = 128;

  /** The vector of these sixteen 8-bit lanes. */
  public static V128 ofI8x16(byte... lanes) {
    return of(8, lanes.length, i -> lanes[i] & 0xffL);
  }

  /** The vector of these eight 16-bit lanes. */
  public static V128 ofI16x8(short... lanes) {
    return of(16, lanes.length, i -> lanes[i] & 0xffffL);
  }

  /** The vector of these four 32-bit lanes. */
  public static V128 ofI32x4(int... lanes) {
    return of(32, lanes.length, i -> lanes[i] & 0xffff_ffffL);
  }

  /** The vector of these two 64-bit lanes. */
  public static V128 ofI64x2(long... lanes) {
    return of(64, lanes.length, i -> lanes[i]);
  }

  /** The vector of these four floating-point lanes. */
  public static V128 ofF32x4(float... lanes) {
    return of(32, lanes.length, i -> Float.floatToRawIntBits(lanes[i]) & 0xffff_ffffL);
  }

  /** The vector of these two floating-point lanes. */
  public static V128 ofF64x2(double... lanes) {
    return of(64, lanes.length, i -> Double.doubleToRawLongBits(lanes[i]));
  }

  private static V128 of(int width, int found, IntToLongFunction lane) {
    int count = BITS / width;
    if (found != count) {
      throw new IllegalArgumentException(
          "a vector of " + width + "-bit lanes has " + count + " of them, not " + found);
    }
    long low = 0;
    long high = 0;
    for (int i = 0; i < count / 2; i++) {
      low |= lane.applyAsLong(i) << i * width;
      high |= lane.applyAsLong(count / 2 + i) << i * width;
    }
    return new V128(low, high);
  }

  /** The 8-bit lane at {@code index}, 0 to 15, with a sign. */
  public byte i8(int index) {
    return (byte) lane(8, index);
  }

  /** The 16-bit lane at {@code index}, 0 to 7, with a sign. */
  public short i16(int index) {
    return (short) lane(16, index);
  }

  /** The 32-bit lane at {@code index}, 0 to 3. */
  public int i32(int index) {
    return (int) lane(32, index);
  }

  /** The 64-bit lane at {@code index}, 0 or 1. */
  public long i64(int index) {
    return lane(64, index);
  }

  /** The 32-bit floating-point lane at {@code index}, 0 to 3. */
  public float f32(int index) {
    return Float.intBitsToFloat(i32(index));
  }

  /** The 64-bit floating-point lane at {@code index}, 0 or 1. */
  public double f64(int index) {
    return Double.longBitsToDouble(i64(index));
  }

  /** The half in which the lane is, with the lane in its lowest bits. */
  private long lane(int width, int index) {
    int bit = Objects.checkIndex(index, BITS / width) * width;
    return (bit < 64 ? low : high) >>> bit;
  }

  /** The bits as the text format has them, e.g. {@code i32x4 0x00000001 0x00000002 ...}. */
  @Override
  public String toString() {
    return "i32x4 0x%08x 0x%08x 0x%08x 0x%08x".formatted(i32(0), i32(1), i32(2), i32(3));
  }
}
