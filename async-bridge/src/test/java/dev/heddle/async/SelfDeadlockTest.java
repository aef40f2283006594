package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Store;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that would wait for themselves: rules J3 and S8. */
class SelfDeadlockTest {

  private final AtomicReference<AsyncInstance> guest = new AtomicReference<>();

  @Test
  void aSerialCallThatWaitsForAnotherFutureOfItsInstanceIsTold() {
    guest.set(Guests.calls(call -> add().future(Integer.class, 1, 2)).build());
    assertThat(failure(twice())).satisfies(SelfDeadlockTest::namesTheCircle);
    assertThat(result(add().future(Integer.class, 1, 2))).isEqualTo(3);
  }

  @Test
  void aSerialCallThatWaitsForAnotherMonoOfItsInstanceIsTold() {
    guest.set(Guests.calls(call -> add().mono(Integer.class, 1, 2)).build());
    assertThat(failure(twice())).satisfies(SelfDeadlockTest::namesTheCircle);
    Desk.await(() -> guest.get().calls().isEmpty(), () -> "the refused call to be gone");
  }

  @Test
  void aSerialCallThatJoinsAnotherFutureOfItsInstanceIsTold() {
    guest.set(Guests.calls(call -> add().future(Integer.class, 1, 2).join()).build());
    assertThat(failure(twice())).satisfies(SelfDeadlockTest::namesTheCircle);
  }

  @Test
  void aSerialCallThatBlocksOnAnotherMonoOfItsInstanceIsTold() {
    guest.set(Guests.calls(call -> add().mono(Integer.class, 1, 2).block()).build());
    assertThat(failure(twice())).satisfies(SelfDeadlockTest::namesTheCircle);
  }

  @Test
  void theHostFunctionMayCatchItAndGoOn() {
    guest.set(
        Guests.calls(
                call -> {
                  try {
                    return call.await(add().future(Integer.class, 1, 2));
                  } catch (SelfDeadlockException e) {
                    return 21;
                  }
                })
            .build());
    assertThat(result(twice())).isEqualTo(42);
  }

  @Test
  void anInterleavedCallMayWaitForAnotherOfItsInstance() {
    guest.set(
        Guests.calls(call -> add().future(Integer.class, 1, 2))
            .policy(Concurrency.INTERLEAVED)
            .build());
    assertThat(result(twice())).isEqualTo(6);
  }

  @Test
  void anInterleavedCallMayJoinAnotherOfItsInstance() {
    guest.set(
        Guests.calls(call -> add().future(Integer.class, 1, 2).get())
            .policy(Concurrency.INTERLEAVED)
            .build());
    assertThat(result(twice())).isEqualTo(6);
    guest.set(
        Guests.calls(call -> add().mono(Integer.class, 1, 2).block())
            .policy(Concurrency.INTERLEAVED)
            .build());
    assertThat(result(twice())).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatWaitsForItsOwnFutureIsTold(Concurrency policy) {
    Desk desk = new Desk();
    AtomicReference<CompletableFuture<Integer>> own = new AtomicReference<>();
    guest.set(
        Guests.calls(
                call -> {
                  call.await((CompletableFuture<?>) desk.call(call));
                  return own.get();
                })
            .policy(policy)
            .build());
    own.set(twice());
    desk.take().answer(0);
    assertThat(failure(own.get())).isInstanceOf(SelfDeadlockException.class);
  }

  @Test
  void aCircleThroughTwoStoresIsSeen() {
    AtomicReference<AsyncInstance> other = new AtomicReference<>();
    guest.set(Guests.calls(call -> other.get().function("twice").future(Integer.class, 1)).build());
    other.set(Guests.calls(call -> add().future(Integer.class, 1, 2)).build());
    Throwable failure = failure(twice());
    assertThat(failure)
        .isInstanceOf(SelfDeadlockException.class)
        .hasMessageStartingWith("would wait for ever: call ")
        .hasMessageContainingAll("waits for", "of \"add\", which is queued behind call ");
  }

  @Test
  void aChainThatIsNoCircleIsLeftAlone() {
    // The inner call queues behind a third one, which ends by itself.
    Desk desk = new Desk();
    Store store = Store.create();
    AsyncInstance inner = Guests.calls(desk).store(store).build();
    CompletableFuture<Integer> third = inner.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    guest.set(Guests.calls(call -> inner.function("add").future(Integer.class, 1, 2)).build());
    CompletableFuture<Integer> waiting = twice();
    Desk.awaitCalls(guest.get(), CallState.SUSPENDED, 1);
    request.answer(1);
    assertThat(result(third)).isEqualTo(2);
    assertThat(result(waiting)).isEqualTo(6);
  }

  private CompletableFuture<Integer> twice() {
    return guest.get().function("twice").future(Integer.class, 1);
  }

  private AsyncFunction add() {
    return guest.get().function("add");
  }

  private static void namesTheCircle(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(SelfDeadlockException.class)
        .hasMessageMatching(
            "would wait for ever: call \\d+ of \"twice\" waits for call \\d+ of \"add\", which is"
                + " queued behind call \\d+ of \"twice\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blockOptional",
        "map.block",
        "toFuture.join",
        "thenApply.join",
        "thenApply.get",
        "closed"
      })
  void aCircleThroughSomethingDerivedEndsWithTheDeadline(String how) {
    guest.set(
        Guests.calls(
                call -> {
                  AsyncInstance self = guest.get();
                  switch (how) {
                    case "blockOptional" -> add().mono(Integer.class, 1, 2).blockOptional();
                    case "map.block" -> add().mono(Integer.class, 1, 2).map(i -> i + 1).block();
                    case "toFuture.join" -> add().mono(Integer.class, 1, 2).toFuture().join();
                    case "thenApply.join" ->
                        add().future(Integer.class, 1, 2).thenApply(i -> i + 1).join();
                    case "thenApply.get" ->
                        add().future(Integer.class, 1, 2).thenApply(i -> i + 1).get();
                    default -> self.closed().thenApply(nothing -> 1).join();
                  }
                  throw new AssertionError("it went on");
                })
            .defaultDeadline(Duration.ofMillis(100))
            .build());
    assertThat(failure(twice())).isInstanceOf(DeadlineExceededException.class);
    if (!how.equals("closed")) {
      Desk.await(() -> guest.get().calls().isEmpty(), () -> "the end of " + guest.get().calls());
    }
  }

  @Test
  void aCallThatClosesItsInstanceAndWaitsForThatIsEnded() {
    guest.set(
        Guests.calls(
                call -> {
                  guest.get().close();
                  return guest.get().closed().thenApply(nothing -> 1).join();
                })
            .build());
    assertThat(failure(twice())).isInstanceOf(InstanceClosedException.class);
    assertThat(Desk.<Integer>result(guest.get().closed().thenApply(nothing -> 1))).isEqualTo(1);
  }

  @Test
  void aCallThatIsMadeByOneThatWasStoppedAndQueuesBehindItEnds() {
    AtomicReference<CompletableFuture<Integer>> made = new AtomicReference<>();
    guest.set(
        Guests.calls(
                call -> {
                  try {
                    return call.await(new CompletableFuture<Integer>());
                  } finally {
                    made.set(add().future(Integer.class, 1, 2));
                  }
                })
            .defaultDeadline(Duration.ofMillis(200))
            .build());
    assertThat(failure(twice())).isInstanceOf(DeadlineExceededException.class);
    assertThat(failure(made.get()))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("made it");
  }

  @Test
  void aCallThatWantsToGoOnBehindOneThatWaitsForItEndsThatWait() {
    Desk desk = new Desk();
    Store store = Store.create();
    AsyncInstance interleaved =
        Guests.calls(desk).store(store).policy(Concurrency.INTERLEAVED).build();
    AsyncInstance serial = Guests.calls(desk).store(store).build();
    CompletableFuture<Integer> parked = interleaved.function("twice").future(Integer.class, 1);
    Request request = desk.take();

    CompletableFuture<Integer> waits = serial.future(call -> call.await(parked));
    awaitCalls(serial, CallState.SUSPENDED, 1);
    request.answer(3);

    assertThat(failure(waits))
        .isInstanceOf(SelfDeadlockException.class)
        .hasMessageMatching(
            "would wait for ever: call (\\d+) of \"twice\" is queued behind call (\\d+) of \"task\","
                + " which waits for call \\1 of \"twice\"");
    assertThat(result(parked)).isEqualTo(6);
  }

  @Test
  void soDoesOneThatIsWaitedForThroughAnotherStore() {
    Desk desk = new Desk();
    Store store = Store.create();
    AsyncInstance interleaved =
        Guests.calls(desk).store(store).policy(Concurrency.INTERLEAVED).build();
    AsyncInstance serial = Guests.calls(desk).store(store).build();
    AsyncInstance other = Guests.calls(desk).build();
    CompletableFuture<Integer> middle =
        other.future(call -> call.await(interleaved.function("twice").future(Integer.class, 1)));
    Request request = desk.take();
    awaitCalls(other, CallState.SUSPENDED, 1);
    CompletableFuture<Integer> waits =
        serial.future(call -> call.await(other.function("add").future(Integer.class, 1, 2)));
    awaitCalls(serial, CallState.SUSPENDED, 1);
    request.answer(3);

    assertThat(failure(waits)).isInstanceOf(SelfDeadlockException.class);
    assertThat(result(middle)).isEqualTo(6);
  }
}
