package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;

/**
 * Calls in orders that seeds decide, see {@link SimulatedCalls}. A failure names its seed, which
 * {@code -Dheddle.simulation.seed=SEED} runs alone; {@code -Dheddle.simulation.seeds=COUNT} tries
 * more of them.
 */
class SimulationTest {

  @BeforeAll
  static void whatNobodyHearsOfIsNotToFillTheLog() {
    Hooks.onErrorDropped(failure -> {});
  }

  @AfterAll
  static void resetHooks() {
    Hooks.resetOnErrorDropped();
  }

  private static final int SEEDS = Integer.getInteger("heddle.simulation.seeds", 1000);
  private static final Long ONE = Long.getLong("heddle.simulation.seed");

  private static LongStream seeds() {
    return ONE != null ? LongStream.of(ONE) : LongStream.range(0, SEEDS);
  }

  @Test
  void whatMustHoldHoldsInAnyOrder() {
    assumeTrue(Carrier.inline().isAvailable());
    seeds().forEach(seed -> new SimulatedCalls(seed).run());
  }

  /** A circle was not seen that a call closed by queueing to go on, and all of them hung. */
  @ParameterizedTest
  @ValueSource(longs = {238, 922, 1121, 2333})
  void seedsThatFoundABug(long seed) {
    assumeTrue(Carrier.inline().isAvailable());
    new SimulatedCalls(seed).run();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42, 4711})
  void theSameSeedGivesTheSameOrder(long seed) {
    assumeTrue(Carrier.inline().isAvailable());
    assertThat(new SimulatedCalls(seed).run()).isEqualTo(new SimulatedCalls(seed).run());
  }
}
