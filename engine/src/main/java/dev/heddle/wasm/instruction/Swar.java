package dev.heddle.wasm.instruction;

/**
 * Integer arithmetic on all lanes of half a vector at once, within one {@code long}.
 *
 * <p>How wide the lanes are is told by {@code signs}, the highest bit of every lane. What must not
 * cross from a lane into the next is kept from it by working on the other bits first and mending
 * the highest ones. Comparisons give lanes of all ones or all zeros. Source: core specification,
 * section 4.3.2 (integer operations).
 */
public final class Swar {

  public static final long SIGNS_8 = 0x8080_8080_8080_8080L;
  public static final long SIGNS_16 = 0x8000_8000_8000_8000L;
  public static final long SIGNS_32 = 0x8000_0000_8000_0000L;
  public static final long SIGNS_64 = 0x8000_0000_0000_0000L;

  private Swar() {}

  public static long add(long x, long y, long signs) {
    return (x & ~signs) + (y & ~signs) ^ (x ^ y) & signs;
  }

  public static long subtract(long x, long y, long signs) {
    return (x | signs) - (y & ~signs) ^ (x ^ ~y) & signs;
  }

  public static long negate(long x, long signs) {
    return subtract(0, x, signs);
  }

  public static long absolute(long x, long signs) {
    long negative = spread(x & signs, signs);
    return subtract(x ^ negative, negative, signs);
  }

  /** Lanes of all ones where the highest bit is set in {@code x}, which has no other bits. */
  private static long spread(long x, long signs) {
    return x | x - (x >>> width(signs) - 1);
  }

  private static int width(long signs) {
    return Long.numberOfTrailingZeros(signs) + 1;
  }

  /** The highest bit of every lane that is not zero. */
  private static long nonZero(long x, long signs) {
    return ((x & ~signs) + ~signs | x) & signs;
  }

  public static long equal(long x, long y, long signs) {
    return ~notEqual(x, y, signs);
  }

  public static long notEqual(long x, long y, long signs) {
    return spread(nonZero(x ^ y, signs), signs);
  }

  public static long lessUnsigned(long x, long y, long signs) {
    return spread(borrow(x, y, subtract(x, y, signs)) & signs, signs);
  }

  public static long lessSigned(long x, long y, long signs) {
    return lessUnsigned(x ^ signs, y ^ signs, signs);
  }

  /** In the highest bit of every lane: whether {@code x - y}, which is given, needed a borrow. */
  private static long borrow(long x, long y, long difference) {
    return ~x & y | ~(x ^ y) & difference;
  }

  /** The lanes of {@code x} where {@code mask} has ones, and of {@code y} where it has zeros. */
  public static long select(long mask, long x, long y) {
    return y ^ (x ^ y) & mask;
  }

  public static long minSigned(long x, long y, long signs) {
    return select(lessSigned(x, y, signs), x, y);
  }

  public static long minUnsigned(long x, long y, long signs) {
    return select(lessUnsigned(x, y, signs), x, y);
  }

  public static long maxSigned(long x, long y, long signs) {
    return select(lessSigned(x, y, signs), y, x);
  }

  public static long maxUnsigned(long x, long y, long signs) {
    return select(lessUnsigned(x, y, signs), y, x);
  }

  public static long addSaturatingUnsigned(long x, long y, long signs) {
    long sum = add(x, y, signs);
    return sum | spread((x & y | (x | y) & ~sum) & signs, signs);
  }

  public static long subtractSaturatingUnsigned(long x, long y, long signs) {
    long difference = subtract(x, y, signs);
    return difference & ~spread(borrow(x, y, difference) & signs, signs);
  }

  public static long addSaturatingSigned(long x, long y, long signs) {
    long sum = add(x, y, signs);
    return saturate(sum, ~(x ^ y) & (x ^ sum), x, signs);
  }

  public static long subtractSaturatingSigned(long x, long y, long signs) {
    long difference = subtract(x, y, signs);
    return saturate(difference, (x ^ y) & (x ^ difference), x, signs);
  }

  /** Replaces what has overflown by the number with the sign of {@code x} farthest from zero. */
  private static long saturate(long result, long overflow, long x, long signs) {
    long extreme = spread(x & signs, signs) ^ ~signs;
    return select(spread(overflow & signs, signs), extreme, result);
  }

  /** The average of unsigned lanes, rounded up. */
  public static long average(long x, long y, long signs) {
    long lowest = signs >>> width(signs) - 1;
    return (x | y) - (((x ^ y) & ~lowest) >>> 1);
  }

  public static long shiftLeft(long x, int distance, long signs) {
    int count = distance & width(signs) - 1;
    return x << count & ~lowBits(count, signs);
  }

  public static long shiftRightUnsigned(long x, int distance, long signs) {
    int count = distance & width(signs) - 1;
    return x >>> count & ~highBits(count, signs);
  }

  public static long shiftRightSigned(long x, int distance, long signs) {
    int count = distance & width(signs) - 1;
    long high = highBits(count, signs);
    return x >>> count & ~high | spread(x & signs, signs) & high;
  }

  private static long lowBits(int count, long signs) {
    return (signs >>> width(signs) - 1) * ((1L << count) - 1);
  }

  private static long highBits(int count, long signs) {
    return lowBits(count, signs) << width(signs) - count;
  }

  /** The number of ones in every byte. */
  public static long countOnes(long x) {
    long pairs = x - (x >>> 1 & 0x5555_5555_5555_5555L);
    long nibbles = (pairs & 0x3333_3333_3333_3333L) + (pairs >>> 2 & 0x3333_3333_3333_3333L);
    return nibbles + (nibbles >>> 4) & 0x0f0f_0f0f_0f0f_0f0fL;
  }

  public static boolean allNonZero(long x, long signs) {
    return nonZero(x, signs) == signs;
  }

  /** The highest bits of all bytes, that of the lowest in bit 0. */
  public static int bitmask8(long x) {
    // no two of the bits that the product adds up are in the same place
    return (int) (((x & SIGNS_8) >>> 7) * 0x0102_0408_1020_4080L >>> 56);
  }

  /** The highest bits of all lanes of 16 bits, that of the lowest in bit 0. */
  public static int bitmask16(long x) {
    return (int) (x >>> 15 & 1 | x >>> 30 & 2 | x >>> 45 & 4 | x >>> 60 & 8);
  }

  public static int bitmask32(long x) {
    return (int) (x >>> 31 & 1 | x >>> 62 & 2);
  }

  public static long multiply16(long x, long y) {
    return x * y & 0xffffL
        | ((x >>> 16) * (y >>> 16) & 0xffffL) << 16
        | ((x >>> 32) * (y >>> 32) & 0xffffL) << 32
        | (x >>> 48) * (y >>> 48) << 48;
  }

  public static long multiply32(long x, long y) {
    return x * y & 0xffff_ffffL | (x >>> 32) * (y >>> 32) << 32;
  }

  /** The four low bytes as lanes of 16 bits. */
  public static long extendUnsigned8(long x) {
    long apart = (x & 0xffff_ffffL | x << 16) & 0x0000_ffff_0000_ffffL;
    return (apart | apart << 8) & 0x00ff_00ff_00ff_00ffL;
  }

  public static long extendSigned8(long x) {
    return signed(extendUnsigned8(x), SIGNS_16 >>> 8, SIGNS_16);
  }

  /** The two low lanes of 16 bits as lanes of 32 bits. */
  public static long extendUnsigned16(long x) {
    return (x & 0xffff_ffffL | x << 16) & 0x0000_ffff_0000_ffffL;
  }

  public static long extendSigned16(long x) {
    return signed(extendUnsigned16(x), SIGNS_32 >>> 16, SIGNS_32);
  }

  /** Sums of neighbouring unsigned bytes as lanes of 16 bits. */
  public static long addPairsUnsigned8(long x) {
    return (x & 0x00ff_00ff_00ff_00ffL) + (x >>> 8 & 0x00ff_00ff_00ff_00ffL);
  }

  public static long addPairsSigned8(long x) {
    long bits = 0x00ff_00ff_00ff_00ffL;
    long sign = SIGNS_16 >>> 8;
    return add(signed(x & bits, sign, SIGNS_16), signed(x >>> 8 & bits, sign, SIGNS_16), SIGNS_16);
  }

  /** Sums of neighbouring unsigned lanes of 16 bits as lanes of 32 bits. */
  public static long addPairsUnsigned16(long x) {
    return (x & 0x0000_ffff_0000_ffffL) + (x >>> 16 & 0x0000_ffff_0000_ffffL);
  }

  public static long addPairsSigned16(long x) {
    long bits = 0x0000_ffff_0000_ffffL;
    long sign = SIGNS_32 >>> 16;
    return add(signed(x & bits, sign, SIGNS_32), signed(x >>> 16 & bits, sign, SIGNS_32), SIGNS_32);
  }

  /** Extends the sign, which is in the bit {@code sign} of every lane, over the whole lane. */
  private static long signed(long x, long sign, long signs) {
    return subtract(x ^ sign, sign, signs);
  }

  /** Products of the four low bytes, with their sign, as lanes of 16 bits. */
  public static long multiplyExtendedSigned8(long x, long y) {
    return multiply16(extendSigned8(x), extendSigned8(y));
  }

  public static long multiplyExtendedUnsigned8(long x, long y) {
    return multiply16(extendUnsigned8(x), extendUnsigned8(y));
  }

  /** Products of the two low lanes of 16 bits, with their sign, as lanes of 32 bits. */
  public static long multiplyExtendedSigned16(long x, long y) {
    return join((short) x * (short) y, (short) (x >>> 16) * (short) (y >>> 16));
  }

  public static long multiplyExtendedUnsigned16(long x, long y) {
    return (x & 0xffff) * (y & 0xffff) | (x >>> 16 & 0xffff) * (y >>> 16 & 0xffff) << 32;
  }

  /** The product of the low lanes of 32 bits, with their sign. */
  public static long multiplyExtendedSigned32(long x, long y) {
    return (long) (int) x * (int) y;
  }

  public static long multiplyExtendedUnsigned32(long x, long y) {
    return (x & 0xffff_ffffL) * (y & 0xffff_ffffL);
  }

  /** Two lanes of 32 bits. */
  public static long join(int low, int high) {
    return low & 0xffff_ffffL | (long) high << 32;
  }

  /** Lanes of 16 bits, with their sign, as eight bytes that saturate at both ends. */
  public static long narrowSigned16(long low, long high) {
    return narrow16(low, Byte.MIN_VALUE, Byte.MAX_VALUE)
        | narrow16(high, Byte.MIN_VALUE, Byte.MAX_VALUE) << 32;
  }

  public static long narrowUnsigned16(long low, long high) {
    return narrow16(low, 0, 0xff) | narrow16(high, 0, 0xff) << 32;
  }

  private static long narrow16(long x, int least, int most) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      int lane = Math.max(least, Math.min((short) (x >>> 16 * i), most));
      result |= (lane & 0xffL) << 8 * i;
    }
    return result;
  }

  /** Lanes of 32 bits, with their sign, as four of 16 bits that saturate at both ends. */
  public static long narrowSigned32(long low, long high) {
    return narrow32(low, Short.MIN_VALUE, Short.MAX_VALUE)
        | narrow32(high, Short.MIN_VALUE, Short.MAX_VALUE) << 32;
  }

  public static long narrowUnsigned32(long low, long high) {
    return narrow32(low, 0, 0xffff) | narrow32(high, 0, 0xffff) << 32;
  }

  private static long narrow32(long x, int least, int most) {
    int low = Math.max(least, Math.min((int) x, most));
    int high = Math.max(least, Math.min((int) (x >>> 32), most));
    return low & 0xffff | (high & 0xffffL) << 16;
  }

  /** Products of fixed-point numbers between -1 and 1, rounded; only -1 times -1 saturates. */
  public static long multiplyQ15(long x, long y) {
    long result = 0;
    for (int i = 0; i < 64; i += 16) {
      int product = (short) (x >>> i) * (short) (y >>> i);
      int rounded = Math.min(product + 0x4000 >> 15, Short.MAX_VALUE);
      result |= (rounded & 0xffffL) << i;
    }
    return result;
  }

  /** Products of signed lanes of 16 bits, neighbouring ones added, as lanes of 32 bits. */
  public static long dot16(long x, long y) {
    int low = (short) x * (short) y + (short) (x >>> 16) * (short) (y >>> 16);
    int high = (short) (x >>> 32) * (short) (y >>> 32) + (short) (x >>> 48) * (short) (y >>> 48);
    return low & 0xffff_ffffL | (long) high << 32;
  }

  /** Products of signed bytes, neighbouring ones added, as lanes of 16 bits that saturate. */
  public static long dot8(long x, long y) {
    long result = 0;
    for (int i = 0; i < 64; i += 16) {
      int sum = (byte) (x >>> i) * (byte) (y >>> i) + (byte) (x >>> i + 8) * (byte) (y >>> i + 8);
      result |= (Math.min(sum, Short.MAX_VALUE) & 0xffffL) << i;
    }
    return result;
  }

  /** A byte in all eight places. */
  public static long splat8(long value) {
    return (value & 0xff) * 0x0101_0101_0101_0101L;
  }

  public static long splat16(long value) {
    return (value & 0xffff) * 0x0001_0001_0001_0001L;
  }

  /** The eight bytes of a vector that the bytes of {@code lanes} tell, zero beyond its end. */
  public static long swizzle(long lanes, long low, long high) {
    long difference = low ^ high;
    long bytes = 0;
    for (int i = 0; i < 64; i += 8) {
      long lane = lanes >>> i;
      long half = low ^ difference & -(lane >>> 3 & 1);
      bytes |= (half >>> (int) (lane << 3) & 0xff) << i;
    }
    return bytes & equal(lanes & 0xf0f0_f0f0_f0f0_f0f0L, 0, SIGNS_8);
  }
}
