package dev.heddle.async.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.CallInterruptedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns(1);
  private final Slice holder = slice(new CallControl());

  private static Slice slice(CallControl control) {
    return new Slice(Duration.ofMillis(10), control);
  }

  /** Asks for a turn on a thread of its own, and returns when the slice waits for it. */
  private CompletableFuture<Void> queue(Slice slice) {
    CompletableFuture<Void> over =
        CompletableFuture.runAsync(() -> turns.next(slice), Thread::startVirtualThread);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (slice.queuing == null) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    return over;
  }

  @Test
  void whoWaitsGetsTheTurnOfWhoGivesWayAndTheOtherQueues() throws Exception {
    turns.next(holder);
    assertThat(holder.hasTurn).isTrue();
    Slice second = slice(new CallControl());
    CompletableFuture<Void> waiting = queue(second);
    CompletableFuture<Void> again = queue(holder);
    waiting.get(30, TimeUnit.SECONDS);
    assertThat(second.hasTurn).isTrue();
    assertThat(holder.hasTurn).isFalse();
    turns.leave(second);
    again.get(30, TimeUnit.SECONDS);
    assertThat(holder.hasTurn).isTrue();
  }

  @Test
  void whoIsStoppedWhileWaitingDoesNotGetTheTurnLater() throws Exception {
    turns.next(holder);
    CallControl control = new CallControl();
    Slice stopped = slice(control);
    CompletableFuture<Void> waiting = queue(stopped);
    control.interrupt(new CallInterruptedException("enough"));
    stopped.wake();
    waiting.get(30, TimeUnit.SECONDS);
    turns.leave(holder);
    assertThat(stopped.hasTurn).isFalse();
    Slice next = slice(new CallControl());
    turns.next(next);
    assertThat(next.hasTurn).isTrue();
  }
}
