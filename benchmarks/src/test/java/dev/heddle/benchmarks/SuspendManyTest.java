package dev.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SuspendManyTest {

  @Test
  void all_calls_of_one_instance_come_back_with_their_own_results() {
    assertThatCode(() -> SuspendMany.main(new String[] {"2000"})).doesNotThrowAnyException();
  }

  @Test
  void so_do_calls_of_an_instance_each() {
    assertThatCode(() -> SuspendMany.main(new String[] {"2000", "own"})).doesNotThrowAnyException();
  }
}
