package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Cancelling calls: rules J5 to J7 and J12. */
class CancellationTest {

  private final Desk desk = new Desk();

  @ParameterizedTest
  @EnumSource
  void cancellingTheFutureUnwindsACallThatWaits(Concurrency policy) {
    AsyncInstance guest = Guests.calls(desk).policy(policy).build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    awaitCalls(guest, CallState.SUSPENDED, 1);
    assertThat(future.cancel(true)).isTrue();
    assertThat(failure(future))
        .isInstanceOf(CancellationException.class)
        .hasCauseInstanceOf(CallCancelledException.class)
        .hasMessageContaining("\"twice\"");
    assertThat(future).isCancelled();
    assertThat(future.cancel(true)).isTrue();
    assertThat(request.answer()).isCancelled();
    assertThat(guest.calls()).isEmpty();
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
  }

  @Test
  void theFutureIsDoneOnlyWhenTheGuestHasUnwound() {
    CountDownLatch unwinding = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  try {
                    return call.await((CompletionStage<?>) desk.call(call));
                  } finally {
                    unwinding.countDown();
                    goOn.await();
                  }
                })
            .build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    desk.take();
    assertThat(future.cancel(true)).isTrue();
    await(unwinding);
    assertThat(future.isDone()).isFalse();
    assertThat(future.isCancelled()).isFalse();
    assertThat(future.cancel(true)).isTrue();
    goOn.countDown();
    assertThat(failure(future)).isInstanceOf(CancellationException.class);
    assertThat(future).isCancelled();
  }

  @Test
  void cancellingTheSubscriptionUnwindsACallThatWaits() {
    AtomicInteger cancelled = new AtomicInteger();
    List<Throwable> signals = Collections.synchronizedList(new ArrayList<>());
    AsyncInstance guest =
        Guests.calls(call -> Mono.never().doOnCancel(cancelled::incrementAndGet)).build();
    Disposable subscription =
        guest.function("twice").mono(Integer.class, 1).subscribe(value -> {}, signals::add);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    subscription.dispose();
    Desk.await(() -> guest.calls().isEmpty(), () -> "the call to end");
    assertThat(cancelled).hasValue(1);
    assertThat(signals).isEmpty();
  }

  @Test
  void aComputingGuestIsUnwound() {
    CountDownLatch running = new CountDownLatch(1);
    AsyncInstance guest = noting(running);
    CompletableFuture<?> future = guest.function("spin").future(Void.class, 1);
    await(running);
    future.cancel(false);
    assertThat(failure(future)).isInstanceOf(CancellationException.class);
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
  }

  @Test
  void aQueuedCallThatIsCancelledNeverEntersTheGuestAndIsDoneAtOnce() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    CompletableFuture<Integer> queued = guest.function("count").future(Integer.class);
    CompletableFuture<Integer> last = guest.function("count").future(Integer.class);
    assertThat(queued.cancel(true)).isTrue();
    assertThat(queued).isCancelled();
    request.answer(1);
    result(first);
    assertThat(result(last)).isEqualTo(1);
  }

  @Test
  void theMiddleOfAQueueCanBeCancelledInAnyOrder() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    List<CompletableFuture<Integer>> queued = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      queued.add(guest.function("count").future(Integer.class));
    }
    List<CompletableFuture<Integer>> shuffled = new ArrayList<>(queued);
    Collections.shuffle(shuffled, new java.util.Random(1));
    shuffled.subList(0, 900).forEach(future -> future.cancel(true));
    request.answer(0);
    result(first);
    List<Integer> counts =
        queued.stream().filter(future -> !future.isCancelled()).map(Desk::result).toList();
    assertThat(counts).hasSize(100).isSorted().startsWith(1).endsWith(100);
  }

  @Test
  void aMonoThatIsCancelledBeforeItIsRequestedStartsNothing() {
    AsyncInstance guest = Guests.calls(desk).build();
    guest
        .function("twice")
        .mono(Integer.class, 1)
        .subscribe(
            new reactor.core.publisher.BaseSubscriber<>() {
              @Override
              protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.cancel();
                subscription.request(1);
              }
            });
    assertThat(guest.calls()).isEmpty();
    assertThat(desk.isEmpty()).isTrue();
  }

  @Test
  void aValueThatComesAfterTheCancellationIsIgnored() {
    // A stage that does not let itself be cancelled.
    CompletableFuture<Integer> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };
    AtomicInteger after = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  call.await(stubborn);
                  return after.incrementAndGet();
                })
            .build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    future.cancel(true);
    assertThat(failure(future)).isInstanceOf(CancellationException.class);
    stubborn.complete(5);
    assertThat(after).hasValue(0);
    assertThat(result(guest.function("count").future(Integer.class))).isEqualTo(1);
  }

  @Test
  void hostCodeThatSwallowsTheCancellationGetsItAgainAtTheNextWait() {
    AtomicInteger swallowed = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  for (int i = 0; i < 3; i++) {
                    try {
                      call.await((CompletionStage<?>) desk.call(call));
                    } catch (CallCancelledException e) {
                      swallowed.incrementAndGet();
                    }
                  }
                  return 7;
                })
            .build();
    CompletableFuture<Integer> future = guest.function("sum").future(Integer.class, 1_000_000);
    desk.take();
    future.cancel(true);
    assertThat(failure(future)).isInstanceOf(CancellationException.class);
    // All three waits of the first round threw, and the guest's loop did not get to a second.
    assertThat(swallowed).hasValue(3);
  }

  @Test
  void aWaitForACompleteFutureThrowsTooOnceTheCallIsCancelled() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  try {
                    call.await((CompletionStage<?>) desk.call(call));
                  } catch (CallCancelledException e) {
                    try {
                      call.await(CompletableFuture.completedFuture(1));
                    } catch (CallCancelledException again) {
                      thrown.set(again);
                    }
                  }
                  return 1;
                })
            .build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    desk.take();
    future.cancel(true);
    failure(future);
    assertThat(thrown.get()).isNotNull();
  }

  @Test
  void whatIsMadeToBeWaitedForAfterTheCancellationIsCancelledToo() {
    AtomicReference<CompletableFuture<Integer>> self = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    CompletableFuture<Integer> made = new CompletableFuture<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  known.await();
                  self.get().cancel(true);
                  return made;
                })
            .build();
    self.set(guest.function("twice").future(Integer.class, 1));
    known.countDown();
    assertThat(failure(self.get())).isInstanceOf(CancellationException.class);
    assertThat(made).isCancelled();
  }

  @Test
  void checkThrowsOnceTheCallIsCancelled() {
    CountDownLatch running = new CountDownLatch(1);
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Object> future =
        guest.future(call -> {
          running.countDown();
          while (true) {
            call.check();
            Thread.onSpinWait();
          }
        });
    await(running);
    future.cancel(true);
    assertThat(failure(future)).isInstanceOf(CancellationException.class);
  }

  @Test
  void whatIsThrownWhileUnwindingIsKeptWithTheCancellation() {
    IllegalStateException thrown = new IllegalStateException("while cleaning up");
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  try {
                    return call.await((CompletionStage<?>) desk.call(call));
                  } catch (CallCancelledException e) {
                    throw thrown;
                  }
                })
            .build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    desk.take();
    future.cancel(true);
    assertThat(failure(future).getCause()).hasSuppressedException(thrown);
  }

  @Test
  void aSourceThatFailsToBeCancelledDoesNotKeepTheCallFromEnding() {
    IllegalStateException thrown = new IllegalStateException("cannot be cancelled");
    CompletableFuture<Integer> broken =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            throw thrown;
          }
        };
    AsyncInstance guest = Guests.calls(call -> broken).build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    assertThat(future.cancel(true)).isTrue();
    assertThat(failure(future).getCause()).hasSuppressedException(thrown);
  }

  @Test
  void anAdapterIsToldOfTheCancellationOnce() {
    AtomicInteger told = new AtomicInteger();
    AwaitAdapter adapter =
        new AwaitAdapter() {
          @Override
          public boolean accepts(Object awaitable) {
            return awaitable instanceof String;
          }

          @Override
          public CompletionStage<?> toStage(Object awaitable) {
            return new CompletableFuture<>();
          }

          @Override
          public void cancel(Object awaitable) {
            assertThat(awaitable).isEqualTo("never");
            told.incrementAndGet();
          }
        };
    AsyncInstance guest = Guests.calls(call -> "never").awaitAdapter(adapter).build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    future.cancel(true);
    failure(future);
    assertThat(told).hasValue(1);
  }

  @Test
  void cancellingACallCancelsTheCallItWaitsFor() {
    AsyncInstance inner = Guests.calls(desk).build();
    AsyncInstance outer =
        Guests.calls(call -> inner.function("twice").mono(Integer.class, 1)).build();
    CompletableFuture<Integer> future = outer.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    future.cancel(true);
    assertThat(failure(future)).isInstanceOf(CancellationException.class);
    Desk.await(() -> inner.calls().isEmpty(), () -> "the inner call to end");
    assertThat(request.answer()).isCancelled();
  }

  @Test
  void aCallThatWaitsToGoOnIsUnwoundWhenItsTurnComes() {
    AsyncInstance guest = Guests.calls(desk).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<Integer> waiting = guest.function("counted").future(Integer.class, 1);
    Request request = desk.take();
    awaitCalls(guest, CallState.SUSPENDED, 1);
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    CompletableFuture<Object> holder =
        guest.future(call -> {
          holding.countDown();
          letGo.await();
          return null;
        });
    await(holding);
    request.answer(1);
    waiting.cancel(true);
    assertThat(waiting.isDone()).isFalse();
    letGo.countDown();
    result(holder);
    assertThat(failure(waiting)).isInstanceOf(CancellationException.class);
  }

  @Test
  void aCallCanCancelItself() {
    AtomicReference<CompletableFuture<Integer>> self = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  known.await();
                  self.get().cancel(true);
                  return call.await(new CompletableFuture<Integer>());
                })
            .build();
    self.set(guest.function("twice").future(Integer.class, 1));
    known.countDown();
    assertThat(failure(self.get())).isInstanceOf(CancellationException.class);
  }

  @Test
  void aCallThatHasEndedCannotBeCancelled() {
    CompletableFuture<Integer> future =
        Guests.calls(desk).build().function("add").future(Integer.class, 1, 2);
    result(future);
    assertThat(future.cancel(true)).isFalse();
    assertThat(future).isCompletedWithValue(3);
  }

  @Test
  void completingTheFutureByHandCancelsTheCall() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> completed = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    completed.complete(5);
    assertThat(result(completed)).isEqualTo(5);
    Desk.await(() -> guest.calls().isEmpty(), () -> "the call to end");
    assertThat(request.answer()).isCancelled();
  }

  @Test
  void aFutureWithATimeoutOfItsOwnCancelsTheCall() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> future =
        guest.function("twice").future(Integer.class, 1).orTimeout(1, TimeUnit.MILLISECONDS);
    assertThat(failure(future)).isInstanceOf(TimeoutException.class);
    Desk.await(() -> guest.calls().isEmpty(), () -> "the call to end");
  }

  @Test
  void getAndJoinSayCancelledAsOtherFuturesDo() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    future.cancel(true);
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
  }

  private static AsyncInstance noting(CountDownLatch noted) {
    return AsyncInstance.builder(Guests.CALLS)
        .imports(
            Guests.imports(call -> 0)
                .function(
                    "env",
                    "note",
                    call -> {
                      noted.countDown();
                      return null;
                    })
                .build())
        .build();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
