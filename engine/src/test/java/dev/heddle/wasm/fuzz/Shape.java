package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.V128;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * How a vector is divided into lanes. Source: core specification, section 4.3.6 (vectors).
 *
 * @param floating whether the lanes are floating-point numbers
 * @param bits the size of a lane
 */
record Shape(boolean floating, int bits) {

  private static final int BYTES = 16;

  /** The shape of a name as instructions have it, e.g. {@code i8x16}; that of bits for others. */
  static Shape of(String name) {
    int times = name.indexOf('x');
    return times < 0
        ? new Shape(false, 1)
        : new Shape(name.charAt(0) == 'f', Integer.parseInt(name.substring(1, times)));
  }

  /** Lanes of integers. */
  static Shape integers(int bits) {
    return new Shape(false, bits);
  }

  /** How many lanes there are. */
  int lanes() {
    return 8 * BYTES / bits;
  }

  /** The lanes as integers without a sign. */
  List<BigInteger> unsigned(V128 vector) {
    BigInteger all = whole(vector);
    return each(i -> all.shiftRight(i * bits).mod(BigInteger.TWO.pow(bits)));
  }

  /** The lanes as integers with a sign. */
  List<BigInteger> signed(V128 vector) {
    return unsigned(vector).stream()
        .map(lane -> lane.testBit(bits - 1) ? lane.subtract(BigInteger.TWO.pow(bits)) : lane)
        .toList();
  }

  /** The lanes as integers. */
  List<BigInteger> integers(V128 vector, boolean signed) {
    return signed ? signed(vector) : unsigned(vector);
  }

  /** The lanes as {@link Float} or {@link Double}. */
  List<Object> floats(V128 vector) {
    return unsigned(vector).stream()
        .map(lane ->
            bits == 32
                ? (Object) Float.intBitsToFloat(lane.intValue())
                : (Object) Double.longBitsToDouble(lane.longValue()))
        .toList();
  }

  /** The vector of lanes, of which the lowest bits count. */
  V128 pack(List<BigInteger> lanes) {
    BigInteger all = BigInteger.ZERO;
    for (int i = 0; i < lanes(); i++) {
      all = all.or(lanes.get(i).mod(BigInteger.TWO.pow(bits)).shiftLeft(i * bits));
    }
    return new V128(all.longValue(), all.shiftRight(64).longValue());
  }

  /** The vector of lanes of {@link Float} or {@link Double}. */
  V128 packFloats(List<Object> lanes) {
    return pack(lanes.stream().map(Shape::bits).toList());
  }

  /** The bits of a number. */
  static BigInteger bits(Object number) {
    return BigInteger.valueOf(
        switch (number) {
          case Integer value -> value;
          case Long value -> value;
          case Float value -> Float.floatToRawIntBits(value);
          case Double value -> Double.doubleToRawLongBits(value);
          default -> throw new IllegalArgumentException("not a number: " + number);
        });
  }

  /** A list of as many things as there are lanes. */
  <T> List<T> each(IntFunction<T> lane) {
    List<T> made = new ArrayList<>();
    for (int i = 0; i < lanes(); i++) {
      made.add(lane.apply(i));
    }
    return made;
  }

  private static BigInteger whole(V128 vector) {
    BigInteger two64 = BigInteger.TWO.pow(64);
    return BigInteger.valueOf(vector.high())
        .mod(two64)
        .shiftLeft(64)
        .or(BigInteger.valueOf(vector.low()).mod(two64));
  }
}
