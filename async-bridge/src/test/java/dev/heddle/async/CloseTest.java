package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** Closing instances: rule J10. */
class CloseTest {

  private final Desk desk = new Desk();

  @Test
  void closingEndsCallsThatWait() {
    AsyncInstance guest = Guests.calls(desk).policy(Concurrency.INTERLEAVED).build();
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      futures.add(guest.function("twice").future(Integer.class, i));
      requests.add(desk.take());
    }
    guest.close();
    futures.forEach(
        future -> assertThat(failure(future)).isInstanceOf(InstanceClosedException.class));
    assertThat(requests).allMatch(request -> request.answer().isCancelled());
    result(guest.closed());
    assertThat(guest.calls()).isEmpty();
  }

  @Test
  void closingEndsQueuedCallsAtOnce() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    desk.take();
    CompletableFuture<Integer> queued = guest.function("twice").future(Integer.class, 2);
    guest.close();
    assertThat(queued).isDone();
    assertThat(failure(queued)).isInstanceOf(InstanceClosedException.class);
    assertThat(failure(first)).isInstanceOf(InstanceClosedException.class);
    assertThat(desk.isEmpty()).isTrue();
  }

  @Test
  void closingEndsAComputingGuest() {
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(Guests.imports(desk).function("env", "note", call -> desk.call(call)).build())
            .build();
    CompletableFuture<?> spinning = guest.function("spin").future(Void.class, 1);
    desk.take().answer(0);
    guest.close();
    assertThat(failure(spinning)).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void closedCompletesOnlyWhenAllCallsHaveUnwound() {
    CompletableFuture<Void> letGo = new CompletableFuture<>();
    CompletableFuture<Void> holding = new CompletableFuture<>();
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Object> busy =
        guest.future(call -> {
          holding.complete(null);
          // Not a wait the bridge knows of.
          java.util.concurrent.locks.LockSupport.parkNanos(1);
          while (!letGo.isDone()) {
            Thread.yield();
          }
          return null;
        });
    result(holding);
    guest.close();
    assertThat(guest.closed()).isNotDone();
    letGo.complete(null);
    result(guest.closed());
    assertThat(failure(busy)).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void aClosedInstanceTakesNoMoreCalls() {
    AsyncInstance guest = Guests.calls(desk).build();
    guest.close();
    guest.close();
    assertThat(guest.closed()).isDone();
    assertThat(failure(guest.function("add").future(Integer.class, 1, 2)))
        .isInstanceOf(InstanceClosedException.class)
        .hasMessageContaining("\"add\"");
    StepVerifier.create(guest.function("add").mono(Integer.class, 1, 2))
        .verifyError(InstanceClosedException.class);
  }

  @Test
  void completingTheClosedFutureByHandChangesNothing() {
    AsyncInstance guest = Guests.calls(desk).build();
    guest.closed().complete(null);
    assertThat(guest.closed()).isNotDone();
  }

  @Test
  void closingOneInstanceLeavesOthersOfItsStoreAlone() {
    Store store = Store.create();
    AsyncInstance closing = Guests.calls(desk).store(store).policy(Concurrency.INTERLEAVED).build();
    AsyncInstance other = Guests.calls(desk).store(store).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<Integer> ended = closing.function("twice").future(Integer.class, 1);
    desk.take();
    CompletableFuture<Integer> kept = other.function("twice").future(Integer.class, 2);
    Request request = desk.take();
    closing.close();
    assertThat(failure(ended)).isInstanceOf(InstanceClosedException.class);
    request.answer(4);
    assertThat(result(kept)).isEqualTo(8);
  }

  @Test
  void aCallMayCloseItsOwnInstance() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Object> closing =
        guest.future(call -> {
          guest.close();
          return call.await(new CompletableFuture<>());
        });
    assertThat(failure(closing)).isInstanceOf(InstanceClosedException.class);
    result(guest.closed());
  }

  @Test
  void callsThatAreMadeWhileClosingEndOneWayOrTheOther() {
    for (int round = 0; round < 200; round++) {
      AsyncInstance guest = Guests.calls(call -> 1).build();
      CompletableFuture<List<CompletableFuture<Integer>>> making =
          CompletableFuture.supplyAsync(() -> {
            List<CompletableFuture<Integer>> made = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
              made.add(guest.function("twice").future(Integer.class, i));
            }
            return made;
          });
      guest.close();
      for (CompletableFuture<Integer> future : result(making)) {
        Object outcome =
            result(future.handle((value, failure) -> failure == null ? value : failure));
        if (!outcome.equals(2)) {
          assertThat(outcome).isInstanceOf(InstanceClosedException.class);
        }
      }
      result(guest.closed());
    }
  }

  // ---- gently

  @Test
  void callsInFlightAndInTheQueueMayEndBeforeTheInstanceCloses() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    Request one = desk.take();
    CompletableFuture<Integer> queued = guest.function("twice").future(Integer.class, 2);
    CompletableFuture<Void> closed = guest.close(Duration.ofHours(1));
    assertThat(failure(guest.function("add").future(Integer.class, 1, 2)))
        .isInstanceOf(InstanceClosedException.class);
    StepVerifier.create(guest.function("add").mono(Integer.class, 1, 2))
        .verifyError(InstanceClosedException.class);
    one.answer(10);
    assertThat(result(first)).isEqualTo(20);
    Request two = desk.take();
    assertThat(closed).isNotDone();
    two.answer(20);
    assertThat(result(queued)).isEqualTo(40);
    result(closed);
    result(guest.closed());
  }

  @Test
  void callsThatHaveNotEndedWithinTheGraceAreStopped() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    CompletableFuture<Integer> queued = guest.function("twice").future(Integer.class, 2);
    result(guest.close(Duration.ofMillis(5)));
    assertThat(failure(waiting)).isInstanceOf(InstanceClosedException.class);
    assertThat(failure(queued)).isInstanceOf(InstanceClosedException.class);
    assertThat(request.answer()).isCancelled();
  }

  @Test
  void theGraceMayBeCutShort() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 1);
    desk.take();
    CompletableFuture<Void> closed = guest.close(Duration.ofDays(100_000));
    guest.close();
    result(closed);
    assertThat(failure(waiting)).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void aGraceOfZeroIsNoneAndANegativeOneIsRefused() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 1);
    desk.take();
    assertThatThrownBy(() -> guest.close(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
    assertThat(waiting).isNotDone();
    result(guest.close(Duration.ZERO));
    assertThat(failure(waiting)).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void anIdleInstanceClosesAtOnceHoweverLongTheGrace() {
    AsyncInstance guest = Guests.calls(desk).build();
    assertThat(guest.close(Duration.ofHours(1))).isDone();
  }

  @Test
  void aCallInFlightMayMakeTheCallsThatItNeedsToEnd() {
    AsyncInstance guest = Guests.calls(desk).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<Void> go = new CompletableFuture<>();
    CompletableFuture<Void> inside = new CompletableFuture<>();
    CompletableFuture<Integer> busy =
        guest.future(call -> {
          inside.complete(null);
          call.await(go);
          return call.await(guest.function("add").future(Integer.class, 1, 2));
        });
    result(inside);
    CompletableFuture<Void> closed = guest.close(Duration.ofHours(1));
    go.complete(null);
    assertThat(result(busy)).isEqualTo(3);
    result(closed);
  }

  @Test
  void aCallIsInTheDumpUntilItEnds() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    CompletableFuture<Integer> second = guest.function("add").future(Integer.class, 1, 2);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    List<CallSnapshot> calls = guest.calls();
    assertThat(calls)
        .extracting(CallSnapshot::function, CallSnapshot::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("twice", CallState.SUSPENDED),
            org.assertj.core.groups.Tuple.tuple("add", CallState.QUEUED));
    assertThat(calls.get(0).waitsFor()).contains("env.get");
    assertThat(calls.get(1).waitsFor()).isEmpty();
    assertThat(calls.get(0).since()).isBeforeOrEqualTo(java.time.Instant.now());
    assertThat(calls.get(0).toString()).contains("\"twice\"", "SUSPENDED", "env.get");
    desk.take().answer(1);
    result(first);
    result(second);
    assertThat(guest.calls()).isEmpty();
  }
}
