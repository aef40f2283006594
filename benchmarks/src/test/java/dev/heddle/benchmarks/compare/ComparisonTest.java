package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.guests.Kernel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final Comparison comparison =
      new Comparison(List.of(Engine.HEDDLE, Engine.CHICORY_INTERPRETER));

  @Test
  void a_timing_survives_the_journey_as_a_line() {
    Timing timing = new Timing(Kernel.NBODY, 123_456_789, List.of(3L, 1L, 2L));

    assertThat(timing.toLine()).isEqualTo("timing nbody 123456789 3 1 2");
    assertThat(Timing.isLine(timing.toLine())).isTrue();
    assertThat(Timing.ofLine(timing.toLine())).isEqualTo(timing);
  }

  @Test
  void other_lines_are_not_taken_for_timings() {
    assertThat(Timing.isLine("WARNING: timing")).isFalse();
  }

  @Test
  void the_time_of_an_engine_is_the_median_over_all_its_trials() {
    add(Engine.HEDDLE, Kernel.FIB, 50, 10, 1_000);
    add(Engine.HEDDLE, Kernel.FIB, 70, 20, 30);

    assertThat(comparison.run(Kernel.FIB, Engine.HEDDLE)).isEqualTo(25);
    assertThat(comparison.first(Kernel.FIB, Engine.HEDDLE)).isEqualTo(60);
  }

  @Test
  void the_mean_of_ratios_is_geometric_and_relative_to_the_first_engine() {
    add(Engine.HEDDLE, Kernel.FIB, 1, 10);
    add(Engine.CHICORY_INTERPRETER, Kernel.FIB, 3, 20);
    add(Engine.HEDDLE, Kernel.VM, 1, 5);
    add(Engine.CHICORY_INTERPRETER, Kernel.VM, 27, 40);

    assertThat(comparison.runRatio(Engine.CHICORY_INTERPRETER, kernel -> true))
        .isCloseTo(4, within(1e-9));
    assertThat(comparison.runRatio(Engine.CHICORY_INTERPRETER, Kernel::compiled))
        .isCloseTo(8, within(1e-9));
    assertThat(comparison.firstRatio(Engine.CHICORY_INTERPRETER, kernel -> true))
        .isCloseTo(9, within(1e-9));
    assertThat(comparison.table())
        .containsPattern("fib +10\\.0 +20\\.0 +2\\.0\n")
        .containsPattern("of the C kernels +8\\.0\n");
  }

  @Test
  void a_trial_that_was_not_made_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparison.run(Kernel.FIB, Engine.HEDDLE))
        .withMessage("no trial of fib on heddle");
  }

  private void add(Engine engine, Kernel kernel, long first, long... runs) {
    comparison.add(
        engine,
        new Timing(
            kernel,
            first * 1_000_000,
            Arrays.stream(runs).mapToObj(run -> run * 1_000_000).toList()));
  }
}
