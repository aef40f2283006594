package dev.heddle.wasm.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Types cannot be made so that all of them fall into one bucket of the table of types. */
class RecursionGroupHashTest {

  /**
   * A sum of products with powers of an odd number is the same for a Thue-Morse sequence of 64
   * numbers and its complement, whatever the numbers are. A type of 15 such blocks of parameters
   * has 32,767 others with the same polynomial hash.
   */
  @Test
  void blocksThatAPolynomialCannotTellApartHaveHashesOfTheirOwn() {
    long[][] types =
        IntStream.range(0, 1 << 10).mapToObj(RecursionGroupHashTest::type).toArray(long[][]::new);

    assertThat(Arrays.stream(types).map(Arrays::hashCode).distinct()).hasSize(1);
    assertThat(Arrays.stream(types).map(RecursionGroup::hash).distinct()).hasSizeGreaterThan(1_000);
  }

  private static long[] type(int number) {
    return IntStream.range(0, 10 * 64)
        .mapToLong(i -> (Integer.bitCount(i % 64) + (number >> (i / 64))) % 2 == 0 ? 0x7f : 0x7e)
        .toArray();
  }
}
