package dev.heddle.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void givesTheShortestTimeThatTheShareDoesNotExceed() {
    Latencies latencies = new Latencies(1_000);
    for (int i = 1_000; i >= 1; i--) {
      latencies.add(i);
    }

    assertThat(latencies.percentiles(0.001, 0.5, 0.9, 0.99, 1))
        .containsExactly(1, 500, 900, 990, 1_000);
  }

  @Test
  void needsNoMoreThanOne() {
    Latencies latencies = new Latencies(10);
    latencies.add(7);

    assertThat(latencies.percentiles(0.5, 0.99, 1)).containsExactly(7, 7, 7);
    assertThat(latencies.count()).isEqualTo(1);
  }
}
