package dev.heddle.wasm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortageTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, -1_000_000, Long.MAX_VALUE - 300})
  void itLastsInProportionToTheTimeItTookToFindOut(long start) {
    Shortage shortage = new Shortage();
    assertThat(shortage.covers(Long.MAX_VALUE - 1, start)).isFalse();

    shortage.note(1000, start, start + 10);

    long over = start + 10 + 64 * 10;
    assertThat(shortage.covers(1000, start + 10)).isTrue();
    assertThat(shortage.covers(1001, over - 1)).isTrue();
    assertThat(shortage.covers(999, over - 1)).isFalse();
    assertThat(shortage.covers(1000, over)).isFalse();
  }

  @Test
  void lessThatIsMissingTooMakesItWider() {
    Shortage shortage = new Shortage();
    shortage.note(1000, 0, 10);
    shortage.note(500, 20, 30);
    assertThat(shortage.covers(500, 40)).isTrue();
    shortage.note(2000, 40, 50);
    assertThat(shortage.covers(500, 60)).as("still missing").isTrue();

    shortage.note(2000, 10_000, 10_010);
    assertThat(shortage.covers(500, 10_011)).as("nobody knows").isFalse();
  }
}
