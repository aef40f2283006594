package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.TrapKind.INTEGER_DIVIDE_BY_ZERO;
import static dev.heddle.wasm.TrapKind.INTEGER_OVERFLOW;
import static dev.heddle.wasm.TrapKind.INVALID_CONVERSION;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The numeric instructions, each by the plainest means there are. Operands and results are {@link
 * Integer}, {@link Long}, {@link Float} and {@link Double}. Source: core specification, section 4.3
 * (numerics).
 */
class ReferenceNumerics {

  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  /**
   * The result of an instruction.
   *
   * @param opcode its opcode, see {@link CodeReader#opcode}
   */
  Object apply(int opcode, Object... operands) {
    Object a = operands[0];
    if (operands.length == 1) {
      return unary(opcode, a);
    }
    Object b = operands[1];
    return switch (a) {
      case Integer left -> i32(opcode, left, (Integer) b);
      case Long left -> i64(opcode, left, (Long) b);
      case Float left -> f32(opcode, left, (Float) b);
      case Double left -> f64(opcode, left, (Double) b);
      default -> throw new IllegalArgumentException("not a number: " + a);
    };
  }

  /** How many operands a numeric instruction has; 0 if it is none. */
  static int operands(int opcode) {
    if (opcode >= 0xfc000) {
      return opcode <= 0xfc007 ? 1 : 0;
    }
    if (opcode < 0x45 || opcode > 0xc4) {
      return 0;
    }
    boolean one =
        opcode == 0x45
            || opcode == 0x50
            || opcode >= 0x67 && opcode <= 0x69
            || opcode >= 0x79 && opcode <= 0x7b
            || opcode >= 0x8b && opcode <= 0x91
            || opcode >= 0x99 && opcode <= 0x9f
            || opcode >= 0xa7;
    return one ? 1 : 2;
  }

  private static Integer bool(boolean value) {
    return value ? 1 : 0;
  }

  private static Object i32(int opcode, int a, int b) {
    long ua = Integer.toUnsignedLong(a);
    long ub = Integer.toUnsignedLong(b);
    return switch (opcode) {
      case 0x46 -> bool(a == b);
      case 0x47 -> bool(a != b);
      case 0x48 -> bool(a < b);
      case 0x49 -> bool(ua < ub);
      case 0x4a -> bool(a > b);
      case 0x4b -> bool(ua > ub);
      case 0x4c -> bool(a <= b);
      case 0x4d -> bool(ua <= ub);
      case 0x4e -> bool(a >= b);
      case 0x4f -> bool(ua >= ub);
      case 0x6a -> (int) ((long) a + b);
      case 0x6b -> (int) ((long) a - b);
      case 0x6c -> (int) ((long) a * b);
      case 0x6d -> {
        if (b == 0) {
          throw new ReferenceTrap(INTEGER_DIVIDE_BY_ZERO);
        }
        long quotient = (long) a / b;
        if (quotient != (int) quotient) {
          throw new ReferenceTrap(INTEGER_OVERFLOW);
        }
        yield (int) quotient;
      }
      case 0x6e -> {
        if (b == 0) {
          throw new ReferenceTrap(INTEGER_DIVIDE_BY_ZERO);
        }
        yield (int) (ua / ub);
      }
      case 0x6f -> {
        if (b == 0) {
          throw new ReferenceTrap(INTEGER_DIVIDE_BY_ZERO);
        }
        yield (int) ((long) a % b);
      }
      case 0x70 -> {
        if (b == 0) {
          throw new ReferenceTrap(INTEGER_DIVIDE_BY_ZERO);
        }
        yield (int) (ua % ub);
      }
      case 0x71 -> a & b;
      case 0x72 -> a | b;
      case 0x73 -> a ^ b;
      case 0x74 -> (int) (ua << (ub % 32));
      case 0x75 -> (int) ((long) a >> (ub % 32));
      case 0x76 -> (int) (ua >> (ub % 32));
      case 0x77 -> (int) (ua << (ub % 32) | ua >> ((32 - ub % 32) % 64));
      case 0x78 -> (int) (ua >> (ub % 32) | ua << ((32 - ub % 32) % 64));
      default -> throw unknown(opcode);
    };
  }

  private static BigInteger unsigned(long value) {
    return BigInteger.valueOf(value).mod(TWO_64);
  }

  private static Object i64(int opcode, long a, long b) {
    BigInteger sa = BigInteger.valueOf(a);
    BigInteger sb = BigInteger.valueOf(b);
    BigInteger ua = unsigned(a);
    BigInteger ub = unsigned(b);
    int shift = (int) (b & 63);
    return switch (opcode) {
      case 0x51 -> bool(a == b);
      case 0x52 -> bool(a != b);
      case 0x53 -> bool(a < b);
      case 0x54 -> bool(ua.compareTo(ub) < 0);
      case 0x55 -> bool(a > b);
      case 0x56 -> bool(ua.compareTo(ub) > 0);
      case 0x57 -> bool(a <= b);
      case 0x58 -> bool(ua.compareTo(ub) <= 0);
      case 0x59 -> bool(a >= b);
      case 0x5a -> bool(ua.compareTo(ub) >= 0);
      case 0x7c -> sa.add(sb).longValue();
      case 0x7d -> sa.subtract(sb).longValue();
      case 0x7e -> sa.multiply(sb).longValue();
      case 0x7f, 0x80, 0x81, 0x82 -> {
        if (b == 0) {
          throw new ReferenceTrap(INTEGER_DIVIDE_BY_ZERO);
        }
        if (opcode == 0x7f && a == Long.MIN_VALUE && b == -1) {
          throw new ReferenceTrap(INTEGER_OVERFLOW);
        }
        yield switch (opcode) {
          case 0x7f -> sa.divide(sb).longValue();
          case 0x80 -> ua.divide(ub).longValue();
          case 0x81 -> sa.remainder(sb).longValue();
          default -> ua.remainder(ub).longValue();
        };
      }
      case 0x83 -> a & b;
      case 0x84 -> a | b;
      case 0x85 -> a ^ b;
      case 0x86 -> ua.shiftLeft(shift).longValue();
      case 0x87 -> sa.shiftRight(shift).longValue();
      case 0x88 -> ua.shiftRight(shift).longValue();
      case 0x89 -> ua.shiftLeft(shift).or(ua.shiftRight(64 - shift)).longValue();
      case 0x8a -> ua.shiftRight(shift).or(ua.shiftLeft(64 - shift)).longValue();
      default -> throw unknown(opcode);
    };
  }

  private static Object f32(int opcode, float a, float b) {
    return switch (opcode) {
      case 0x5b -> bool(a == b);
      case 0x5c -> bool(a != b);
      case 0x5d -> bool(a < b);
      case 0x5e -> bool(a > b);
      case 0x5f -> bool(a <= b);
      case 0x60 -> bool(a >= b);
      case 0x92 -> a + b;
      case 0x93 -> a - b;
      case 0x94 -> a * b;
      case 0x95 -> a / b;
      case 0x96 -> Math.min(a, b);
      case 0x97 -> Math.max(a, b);
      case 0x98 ->
          Float.intBitsToFloat(
              Float.floatToRawIntBits(a) & 0x7fff_ffff | Float.floatToRawIntBits(b) & 0x8000_0000);
      default -> throw unknown(opcode);
    };
  }

  private static Object f64(int opcode, double a, double b) {
    return switch (opcode) {
      case 0x61 -> bool(a == b);
      case 0x62 -> bool(a != b);
      case 0x63 -> bool(a < b);
      case 0x64 -> bool(a > b);
      case 0x65 -> bool(a <= b);
      case 0x66 -> bool(a >= b);
      case 0xa0 -> a + b;
      case 0xa1 -> a - b;
      case 0xa2 -> a * b;
      case 0xa3 -> a / b;
      case 0xa4 -> Math.min(a, b);
      case 0xa5 -> Math.max(a, b);
      case 0xa6 ->
          Double.longBitsToDouble(
              Double.doubleToRawLongBits(a) & Long.MAX_VALUE
                  | Double.doubleToRawLongBits(b) & Long.MIN_VALUE);
      default -> throw unknown(opcode);
    };
  }

  private static Object unary(int opcode, Object a) {
    return switch (opcode) {
      case 0x45 -> bool((Integer) a == 0);
      case 0x50 -> bool((Long) a == 0);
      case 0x67 -> leadingZeros(Integer.toUnsignedLong((Integer) a), 32);
      case 0x68 -> trailingZeros(Integer.toUnsignedLong((Integer) a), 32);
      case 0x69 -> ones(Integer.toUnsignedLong((Integer) a));
      case 0x79 -> (long) leadingZeros((Long) a, 64);
      case 0x7a -> (long) trailingZeros((Long) a, 64);
      case 0x7b -> (long) ones((Long) a);
      case 0x8b -> Float.intBitsToFloat(Float.floatToRawIntBits((Float) a) & 0x7fff_ffff);
      case 0x8c -> Float.intBitsToFloat(Float.floatToRawIntBits((Float) a) ^ 0x8000_0000);
      // an f32 is an f64 too, and so is what it is rounded to
      case 0x8d -> (float) Math.ceil((Float) a);
      case 0x8e -> (float) Math.floor((Float) a);
      case 0x8f -> (float) truncate((Float) a);
      case 0x90 -> (float) Math.rint((Float) a);
      case 0x91 -> (float) Math.sqrt((Float) a);
      case 0x99 -> Double.longBitsToDouble(Double.doubleToRawLongBits((Double) a) & Long.MAX_VALUE);
      case 0x9a -> Double.longBitsToDouble(Double.doubleToRawLongBits((Double) a) ^ Long.MIN_VALUE);
      case 0x9b -> Math.ceil((Double) a);
      case 0x9c -> Math.floor((Double) a);
      case 0x9d -> truncate((Double) a);
      case 0x9e -> Math.rint((Double) a);
      case 0x9f -> Math.sqrt((Double) a);
      case 0xa7 -> (int) (long) (Long) a;
      case 0xa8, 0xaa -> (int) toInteger(a, 32, true, false);
      case 0xa9, 0xab -> (int) toInteger(a, 32, false, false);
      case 0xac -> (long) (Integer) a;
      case 0xad -> Integer.toUnsignedLong((Integer) a);
      case 0xae, 0xb0 -> toInteger(a, 64, true, false);
      case 0xaf, 0xb1 -> toInteger(a, 64, false, false);
      case 0xb2 -> new BigDecimal((Integer) a).floatValue();
      case 0xb3 -> new BigDecimal(Integer.toUnsignedLong((Integer) a)).floatValue();
      case 0xb4 -> new BigDecimal((Long) a).floatValue();
      case 0xb5 -> new BigDecimal(unsigned((Long) a)).floatValue();
      case 0xb6 -> (float) (double) (Double) a;
      case 0xb7 -> new BigDecimal((Integer) a).doubleValue();
      case 0xb8 -> new BigDecimal(Integer.toUnsignedLong((Integer) a)).doubleValue();
      case 0xb9 -> new BigDecimal((Long) a).doubleValue();
      case 0xba -> new BigDecimal(unsigned((Long) a)).doubleValue();
      case 0xbb -> (double) (float) (Float) a;
      case 0xbc -> Float.floatToRawIntBits((Float) a);
      case 0xbd -> Double.doubleToRawLongBits((Double) a);
      case 0xbe -> Float.intBitsToFloat((Integer) a);
      case 0xbf -> Double.longBitsToDouble((Long) a);
      case 0xc0 -> (int) signed((Integer) a, 8);
      case 0xc1 -> (int) signed((Integer) a, 16);
      case 0xc2 -> signed((Long) a, 8);
      case 0xc3 -> signed((Long) a, 16);
      case 0xc4 -> signed((Long) a, 32);
      case 0xfc000, 0xfc002 -> (int) toInteger(a, 32, true, true);
      case 0xfc001, 0xfc003 -> (int) toInteger(a, 32, false, true);
      case 0xfc004, 0xfc006 -> toInteger(a, 64, true, true);
      case 0xfc005, 0xfc007 -> toInteger(a, 64, false, true);
      default -> throw unknown(opcode);
    };
  }

  private static int leadingZeros(long value, int bits) {
    int zeros = 0;
    while (zeros < bits && (value >> (bits - 1 - zeros) & 1) == 0) {
      zeros++;
    }
    return zeros;
  }

  private static int trailingZeros(long value, int bits) {
    int zeros = 0;
    while (zeros < bits && (value >> zeros & 1) == 0) {
      zeros++;
    }
    return zeros;
  }

  private static int ones(long value) {
    int ones = 0;
    for (int bit = 0; bit < 64; bit++) {
      ones += (int) (value >> bit & 1);
    }
    return ones;
  }

  private static long signed(long value, int bits) {
    long low = value & (1L << bits) - 1;
    return low >= 1L << (bits - 1) ? low - (1L << bits) : low;
  }

  private static double truncate(double value) {
    return value < 0 || 1 / value < 0 ? Math.ceil(value) : Math.floor(value);
  }

  private static long toInteger(Object number, int bits, boolean signed, boolean saturating) {
    double value = ((Number) number).doubleValue();
    BigInteger least = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
    BigInteger most = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
    if (Double.isNaN(value)) {
      if (saturating) {
        return 0;
      }
      throw new ReferenceTrap(INVALID_CONVERSION);
    }
    if (Double.isInfinite(value)) {
      if (saturating) {
        return (value > 0 ? most : least).longValue();
      }
      throw new ReferenceTrap(INTEGER_OVERFLOW);
    }
    BigInteger whole = new BigDecimal(value).setScale(0, RoundingMode.DOWN).toBigInteger();
    BigInteger within = whole.max(least).min(most);
    if (!saturating && !within.equals(whole)) {
      throw new ReferenceTrap(INTEGER_OVERFLOW);
    }
    return within.longValue();
  }

  private static IllegalArgumentException unknown(int opcode) {
    return new IllegalArgumentException("no numeric instruction: 0x" + Integer.toHexString(opcode));
  }
}
