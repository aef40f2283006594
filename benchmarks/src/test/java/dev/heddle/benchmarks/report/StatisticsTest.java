package dev.heddle.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    assertThat(Statistics.median(List.of(4.0, 1.0, 3.0, 100.0))).isEqualTo(3.5);
    assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
  }

  @Test
  void the_spread_is_half_of_the_middle_half_and_ignores_what_lies_far_off() {
    assertThat(Statistics.spread(List.of(9.0, 10.0, 11.0))).isCloseTo(0.05, within(1e-9));
    assertThat(Statistics.spread(List.of(1.0, 9.0, 10.0, 11.0, 1_000.0)))
        .isCloseTo(0.1, within(1e-9));
  }

  @Test
  void the_mean_is_geometric() {
    assertThat(Statistics.mean(List.of(2.0, 8.0))).isCloseTo(4, within(1e-9));
  }

  @Test
  void there_is_no_median_of_nothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
  }

  @Test
  void three_digits_are_written_or_all_in_front_of_the_point() {
    assertThat(
            List.of(0.000123, 0.01234, 1.2345, 12.345, 99.96, 1234.6).stream().map(Numbers::three))
        .containsExactly("0.00012", "0.012", "1.23", "12.3", "100", "1,235");
  }
}
