package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.TrapException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Calls in blocking style, from threads that may block. */
class BlockingCallTest {

  private final Desk desk = new Desk();

  /** A thread of the test that calls, and what became of it. */
  private record Caller(Thread thread, CompletableFuture<Object> outcome) {

    static Caller start(Callable<Object> code) {
      CompletableFuture<Object> outcome = new CompletableFuture<>();
      Thread thread =
          Thread.startVirtualThread(() -> {
            try {
              outcome.complete(code.call());
            } catch (Throwable thrown) {
              outcome.complete(thrown);
            }
          });
      return new Caller(thread, outcome);
    }
  }

  @Test
  void aCallReturnsItsResult() throws Exception {
    AsyncInstance guest = Guests.calls(call -> Mono.just(21)).build();
    assertThat(guest.function("twice").call(Integer.class, 0)).isEqualTo(42);
    assertThat(guest.function("nothing").call(Void.class)).isNull();
    assertThat(guest.<Integer>call(call -> call.instance().function("add").callInt(1, 2)))
        .isEqualTo(3);
  }

  @Test
  void aCallThatFailsThrowsTheVeryObject() {
    IOException checked = new IOException("disk full");
    CompletionException wrapper = new CompletionException(checked);
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  throw call.i32(0) == 0 ? checked : wrapper;
                })
            .build();
    assertThatThrownBy(() -> guest.function("twice").call(Integer.class, 0)).isSameAs(checked);
    assertThatThrownBy(() -> guest.function("twice").call(Integer.class, 1)).isSameAs(wrapper);
    assertThatThrownBy(() -> guest.function("trap").call(Void.class))
        .isInstanceOf(TrapException.class);
    assertThatThrownBy(() -> guest.function("twice").call(Integer.class, "0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    guest.close();
    assertThatThrownBy(() -> guest.function("add").call(Integer.class, 1, 2))
        .isInstanceOf(InstanceClosedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void interruptingTheThreadCancelsTheCallAndThrowsOnceTheGuestHasUnwound(Concurrency policy) {
    CompletableFuture<Void> letGo = new CompletableFuture<>();
    CompletableFuture<Void> unwinding = new CompletableFuture<>();
    AtomicBoolean unwound = new AtomicBoolean();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  try {
                    return call.await(new CompletableFuture<Integer>());
                  } finally {
                    unwinding.complete(null);
                    letGo.join();
                    unwound.set(true);
                  }
                })
            .policy(policy)
            .build();
    Caller caller = Caller.start(() -> guest.function("twice").call(Integer.class, 0));
    awaitCalls(guest, CallState.SUSPENDED, 1);
    caller.thread.interrupt();
    result(unwinding);
    // A second interruption changes nothing: the guest is still there.
    caller.thread.interrupt();
    assertThat(caller.outcome).isNotDone();
    letGo.complete(null);
    assertThat(result(caller.outcome))
        .isInstanceOfSatisfying(
            InterruptedException.class,
            thrown -> assertThat(thrown).hasCauseInstanceOf(CallCancelledException.class));
    assertThat(unwound).isTrue();
    assertThat(guest.calls()).isEmpty();
  }

  @Test
  void aThreadThatIsInterruptedAlreadyCallsNothing() {
    AsyncInstance guest = Guests.calls(desk).build();
    Caller caller =
        Caller.start(() -> {
          Thread.currentThread().interrupt();
          return guest.function("twice").call(Integer.class, 0);
        });
    assertThat(result(caller.outcome)).isInstanceOf(InterruptedException.class);
    assertThat(desk.isEmpty()).isTrue();
  }

  @Test
  void anInterruptionOfAQueuedCallEndsItAtOnce() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    Caller queued = Caller.start(() -> guest.function("twice").call(Integer.class, 2));
    awaitCalls(guest, CallState.QUEUED, 1);
    queued.thread.interrupt();
    assertThat(result(queued.outcome)).isInstanceOf(InterruptedException.class);
    request.answer(1);
    assertThat(result(first)).isEqualTo(2);
    assertThat(desk.isEmpty()).isTrue();
  }

  @Test
  void anInterruptionThatComesTooLateLosesNoResult() {
    for (int round = 0; round < 500; round++) {
      AsyncInstance guest = Guests.calls(call -> 21).build();
      AtomicReference<Boolean> interrupted = new AtomicReference<>();
      Caller caller =
          Caller.start(() -> {
            Object twice = guest.function("twice").call(Integer.class, 0);
            interrupted.set(Thread.interrupted());
            return twice;
          });
      caller.thread.interrupt();
      Object outcome = result(caller.outcome);
      if (!outcome.equals(42)) {
        assertThat(outcome).isInstanceOf(InterruptedException.class);
        assertThat(interrupted).hasNullValue();
      }
      assertThat(guest.calls()).isEmpty();
    }
  }

  @Test
  void deadlinesHoldForBlockingCalls() {
    AsyncInstance guest = Guests.calls(call -> Mono.never()).build();
    assertThatThrownBy(
            () -> guest.function("twice").withDeadline(Duration.ofMillis(5)).call(Integer.class, 0))
        .isInstanceOf(DeadlineExceededException.class);
    assertThatThrownBy(() ->
            guest.call(
                CallOptions.defaults().withDeadline(Duration.ofMillis(5)),
                call -> call.await(new CompletableFuture<>())))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void aThreadThatMustNotBlockIsRefused() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Object> refused =
        Mono.fromCallable(() -> (Object) guest.function("add").call(Integer.class, 1, 2))
            .subscribeOn(Schedulers.parallel())
            .onErrorResume(Mono::just)
            .toFuture();
    assertThat(result(refused))
        .isInstanceOfSatisfying(
            IllegalStateException.class,
            thrown ->
                assertThat(thrown).hasMessageContaining("\"add\"").hasMessageContaining("mono"));
  }

  // ---- within a call

  @Test
  void withinAnInterleavedCallItWaitsAsAwaitDoes() {
    AtomicReference<AsyncInstance> itself = new AtomicReference<>();
    itself.set(
        Guests.calls(call -> itself.get().function("add").call(Integer.class, 1, 2))
            .policy(Concurrency.INTERLEAVED)
            .build());
    assertThat(result(itself.get().function("twice").future(Integer.class, 0))).isEqualTo(6);
  }

  @Test
  void withinASerialCallACircleIsSeen() {
    AtomicReference<AsyncInstance> itself = new AtomicReference<>();
    itself.set(
        Guests.calls(call -> itself.get().function("add").call(Integer.class, 1, 2)).build());
    assertThat(Desk.failure(itself.get().function("twice").future(Integer.class, 0)))
        .isInstanceOf(SelfDeadlockException.class);
  }

  @Test
  void theCallWithinACallIsStoppedWithIt() {
    AsyncInstance inner = Guests.calls(desk).build();
    AsyncInstance outer =
        Guests.calls(call -> inner.function("twice").call(Integer.class, call.i32(0))).build();
    CompletableFuture<Integer> waiting = outer.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    waiting.cancel(true);
    Desk.failure(waiting);
    Desk.await(() -> inner.calls().isEmpty(), () -> "the inner call to end");
    assertThat(request.answer()).isCancelled();
  }

  @Test
  void manyThreadsShareOneInstance() {
    AsyncInstance guest = Guests.calls(call -> Mono.just(call.i32(0))).build();
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      callers.add(Caller.start(() -> guest.function("twice").call(Integer.class, number)));
    }
    for (int i = 0; i < 500; i++) {
      assertThat(result(callers.get(i).outcome)).isEqualTo(2 * i);
    }
  }
}
