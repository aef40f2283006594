package dev.heddle.async.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.CallInterruptedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns(1);
  private final Slice holder = slice(new CallControl());

  private Slice slice(CallControl control) {
    return new Slice(Duration.ofMillis(10), control, turns);
  }

  private Slice coming() {
    Slice slice = slice(new CallControl());
    slice.come();
    turns.expect(List.of(slice));
    return slice;
  }

  private CompletableFuture<Void> ask(Slice slice) {
    return CompletableFuture.runAsync(() -> turns.next(slice), Thread::startVirtualThread);
  }

  /** Asks for a turn on a thread of its own, and returns when the slice waits for it. */
  private CompletableFuture<Void> queue(Slice slice) {
    CompletableFuture<Void> over = ask(slice);
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

  @Test
  void whoIsComingGetsTheTurnOfWhoGivesWayAndPassesItBack() throws Exception {
    turns.next(holder);
    Slice newcomer = coming();
    CompletableFuture<Void> waiting = queue(holder);
    assertThat(holder.hasTurn).isFalse();
    newcomer.begin();
    assertThat(newcomer.hasTurn).isTrue();
    assertThat(waiting).isNotDone();
    newcomer.end();
    waiting.get(30, TimeUnit.SECONDS);
    assertThat(holder.hasTurn).isTrue();
  }

  @Test
  void whoIsComingComesBeforeWhoHasHadASlice() throws Exception {
    turns.next(holder);
    Slice other = slice(new CallControl());
    CompletableFuture<Void> first = queue(other);
    Slice newcomer = coming();
    CompletableFuture<Void> second = queue(holder);
    assertThat(other.hasTurn).isFalse();
    newcomer.begin();
    newcomer.end();
    first.get(30, TimeUnit.SECONDS);
    assertThat(second).isNotDone();
    turns.leave(other);
    second.get(30, TimeUnit.SECONDS);
  }

  @Test
  void whoComesAndHasToParkAgainPassesTheTurnBack() throws Exception {
    turns.next(holder);
    Slice newcomer = coming();
    CompletableFuture<Void> waiting = queue(holder);
    newcomer.turnBack();
    waiting.get(30, TimeUnit.SECONDS);
    assertThat(newcomer.hasTurn).isFalse();
  }

  @Test
  void whoHasComeIsNotWaitedFor() throws Exception {
    turns.next(holder);
    coming().begin();
    ask(holder).get(30, TimeUnit.SECONDS);
    assertThat(holder.hasTurn).isTrue();
  }

  @Test
  void aTurnIsKeptAsLongAsOneIsFreeForWhoIsComing() throws Exception {
    Turns two = new Turns(2);
    two.next(holder);
    Slice newcomer = slice(new CallControl());
    newcomer.come();
    two.expect(List.of(newcomer));
    CompletableFuture.runAsync(() -> two.next(holder), Thread::startVirtualThread)
        .get(30, TimeUnit.SECONDS);
    assertThat(holder.hasTurn).isTrue();
  }

  @Test
  void aTurnIsTakenOnlyFromTheRunThatHasIt() {
    turns.next(holder);
    int run = holder.run();
    holder.pause();
    turns.leave(holder, run);
    assertThat(holder.hasTurn).isTrue();
    turns.leave(holder, holder.run());
    assertThat(holder.hasTurn).isFalse();
  }
}
