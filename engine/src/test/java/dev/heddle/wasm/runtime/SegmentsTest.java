package dev.heddle.wasm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentsTest {

  private final Segments segments = new Segments(Activation.begin(null, 100, 100, 0));
  private final List<Thread> threads = new ArrayList<>();

  private void note() {
    threads.add(Thread.currentThread());
  }

  @Test
  void eachPieceHasAThreadThatIsKeptUntilTheCallIsOver() throws Exception {
    Descent further =
        depth -> {
          note();
          segments.goOn(more -> note(), Depth.frames(depth));
        };
    for (int i = 0; i < 3; i++) {
      segments.goOn(further, 10);
    }

    assertThat(threads)
        .hasSize(6)
        .allMatch(Thread::isVirtual)
        .doesNotContain(Thread.currentThread());
    assertThat(threads.subList(2, 6))
        .containsExactly(threads.get(0), threads.get(1), threads.get(0), threads.get(1));
    assertThat(segments.isAway()).isFalse();

    segments.close();

    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }
  }

  @Test
  void whereItIsLeftAndComeBackToOftenThereIsMoreRoom() {
    for (int i = 0; i < 100; i++) {
      segments.goOn(depth -> note(), 10);
    }
    segments.close();

    assertThat(threads).hasSize(100);
    assertThat(threads.subList(50, 100)).containsOnly(Thread.currentThread());
    assertThat(threads.subList(0, 10)).doesNotContain(Thread.currentThread());
  }

  @Test
  void whatIsThrownIsThrownOnTheThreadThatWaits() {
    IllegalStateException thrown = new IllegalStateException();

    assertThatThrownBy(() ->
            segments.goOn(
                depth -> {
                  throw thrown;
                },
                10))
        .isSameAs(thrown);
    assertThat(segments.isAway()).isFalse();
    segments.close();
  }
}
