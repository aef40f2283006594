package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.instruction.Swar.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All lanes at once give what one lane after the other gives, computed in the simplest way. */
class SwarTest {

  private static final int RANDOM_PAIRS = 2_000;

  /** Halves of vectors whose lanes are often at the ends of their ranges. */
  private static List<Long> halves(int width) {
    SplittableRandom random = new SplittableRandom(width);
    long[] edges = {0, 1, 2, -1, -2, 1L << width - 1, (1L << width - 1) - 1, (1L << width - 1) + 1};
    List<Long> halves = new ArrayList<>(List.of(0L, -1L, SIGNS_8, SIGNS_16, SIGNS_32, SIGNS_64));
    for (int i = 0; i < RANDOM_PAIRS; i++) {
      long half = 0;
      for (int bit = 0; bit < 64; bit += width) {
        long lane = random.nextBoolean() ? random.nextLong() : edges[random.nextInt(edges.length)];
        half |= unsigned(lane, width) << bit;
      }
      halves.add(half);
    }
    return halves;
  }

  private static long signs(int width) {
    long signs = 0;
    for (int bit = 0; bit < 64; bit += width) {
      signs |= 1L << bit + width - 1;
    }
    return signs;
  }

  private static long unsigned(long lane, int width) {
    return lane & -1L >>> 64 - width;
  }

  private static long signed(long lane, int width) {
    return lane << 64 - width >> 64 - width;
  }

  private static long laneByLane(long x, long y, int width, LongBinaryOperator operation) {
    long result = 0;
    for (int bit = 0; bit < 64; bit += width) {
      result |= unsigned(operation.applyAsLong(x >>> bit, y >>> bit), width) << bit;
    }
    return result;
  }

  /** Compares an operation on signed lanes with its definition. */
  private static void check(int width, LongBinaryOperator swar, LongBinaryOperator definition) {
    List<Long> halves = halves(width);
    for (int i = 1; i < halves.size(); i++) {
      long x = halves.get(i);
      long y = halves.get(i - 1);
      assertThat(swar.applyAsLong(x, y))
          .as("%016x and %016x", x, y)
          .isEqualTo(
              laneByLane(
                  x,
                  y,
                  width,
                  (a, b) -> definition.applyAsLong(signed(a, width), signed(b, width))));
    }
  }

  private static void checkUnsigned(
      int width, LongBinaryOperator swar, LongBinaryOperator definition) {
    check(width, swar, (a, b) -> definition.applyAsLong(unsigned(a, width), unsigned(b, width)));
  }

  private static void check(int width, LongUnaryOperator swar, LongUnaryOperator definition) {
    check(width, (x, y) -> swar.applyAsLong(x), (a, b) -> definition.applyAsLong(a));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64})
  void sumsAndDifferencesStayInTheirLanes(int width) {
    long signs = signs(width);
    check(width, (x, y) -> add(x, y, signs), (a, b) -> a + b);
    check(width, (x, y) -> subtract(x, y, signs), (a, b) -> a - b);
    check(width, x -> negate(x, signs), a -> -a);
    check(width, x -> absolute(x, signs), Math::abs);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64})
  void comparisonsFillTheirLanes(int width) {
    long signs = signs(width);
    check(width, (x, y) -> equal(x, y, signs), (a, b) -> a == b ? -1 : 0);
    check(width, (x, y) -> notEqual(x, y, signs), (a, b) -> a != b ? -1 : 0);
    check(width, (x, y) -> lessSigned(x, y, signs), (a, b) -> a < b ? -1 : 0);
    checkUnsigned(
        width,
        (x, y) -> lessUnsigned(x, y, signs),
        (a, b) -> Long.compareUnsigned(a, b) < 0 ? -1 : 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32})
  void theSmallerAndTheLargerAreChosen(int width) {
    long signs = signs(width);
    check(width, (x, y) -> minSigned(x, y, signs), Math::min);
    check(width, (x, y) -> maxSigned(x, y, signs), Math::max);
    checkUnsigned(width, (x, y) -> minUnsigned(x, y, signs), Math::min);
    checkUnsigned(width, (x, y) -> maxUnsigned(x, y, signs), Math::max);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void saturatingOperationsStopAtTheEndsOfTheirRange(int width) {
    long signs = signs(width);
    long most = (1L << width - 1) - 1;
    long mostUnsigned = (1L << width) - 1;
    check(
        width,
        (x, y) -> addSaturatingSigned(x, y, signs),
        (a, b) -> Math.max(-most - 1, Math.min(a + b, most)));
    check(
        width,
        (x, y) -> subtractSaturatingSigned(x, y, signs),
        (a, b) -> Math.max(-most - 1, Math.min(a - b, most)));
    checkUnsigned(
        width,
        (x, y) -> addSaturatingUnsigned(x, y, signs),
        (a, b) -> Math.min(a + b, mostUnsigned));
    checkUnsigned(
        width, (x, y) -> subtractSaturatingUnsigned(x, y, signs), (a, b) -> Math.max(0, a - b));
    checkUnsigned(width, (x, y) -> average(x, y, signs), (a, b) -> a + b + 1 >> 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64})
  void shiftsTakeTheirDistanceModuloTheWidth(int width) {
    long signs = signs(width);
    for (int distance = -1; distance <= width + 1; distance++) {
      int shift = distance;
      int count = distance & width - 1;
      check(width, x -> shiftLeft(x, shift, signs), a -> a << count);
      check(width, x -> shiftRightSigned(x, shift, signs), a -> a >> count);
      check(width, x -> shiftRightUnsigned(x, shift, signs), a -> unsigned(a, width) >>> count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64})
  void lanesAreTestedAndTheirHighestBitsCollected(int width) {
    long signs = signs(width);
    for (long x : halves(width)) {
      boolean all = true;
      int mask = 0;
      for (int bit = 0; bit < 64; bit += width) {
        long lane = signed(x >>> bit, width);
        all &= lane != 0;
        mask |= lane < 0 ? 1 << bit / width : 0;
      }
      assertThat(allNonZero(x, signs)).as("%016x", x).isEqualTo(all);
      assertThat(
              switch (width) {
                case 8 -> bitmask8(x);
                case 16 -> bitmask16(x);
                case 32 -> bitmask32(x);
                default -> (int) (x >>> 63);
              })
          .as("%016x", x)
          .isEqualTo(mask);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void productsStayInTheirLanes(int width) {
    check(width, (x, y) -> width == 16 ? multiply16(x, y) : multiply32(x, y), (a, b) -> a * b);
  }
}
