package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** What a source keeps of a call that waited for it and was stopped: nothing of the call. */
class AbandonedWaitTest {

  /** A ticket of one call for a future that all share and that cannot be cancelled. */
  private record Ticket(CompletableFuture<Integer> shared, byte[] ballast) {}

  private static final class TicketAdapter implements AwaitAdapter {
    @Override
    public boolean accepts(Object awaitable) {
      return awaitable instanceof Ticket;
    }

    @Override
    public CompletionStage<?> toStage(Object awaitable) {
      return ((Ticket) awaitable).shared.minimalCompletionStage();
    }
  }

  private interface Sharing {
    Object of(CompletableFuture<Integer> shared);
  }

  static Stream<Arguments> sources() {
    return Stream.of(
        source("a plain stage", CompletableFuture::minimalCompletionStage),
        source("a copy", CompletableFuture::copy),
        source("what is derived from it", shared -> shared.thenApply(value -> value + 1)),
        source("a Mono that leaves it alone", shared -> Mono.fromFuture(() -> shared, true)),
        source("a derived Mono", shared -> Mono.fromFuture(() -> shared, true).map(v -> v + 1)),
        source("what an adapter knows", shared -> new Ticket(shared, new byte[100])));
  }

  private static Arguments source(String name, Sharing sharing) {
    return Arguments.of(name, sharing);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void aSourceThatLivesOnKeepsNothingOfACancelledCall(String name, Sharing sharing) {
    CompletableFuture<Integer> shared = new CompletableFuture<>();
    WeakReference<GuestCall> call = cancelledCall(shared, sharing);
    Desk.await(
        () -> {
          System.gc();
          return call.refersTo(null);
        },
        () -> "the call that waited for " + name + " to be collected");
    assertThat(shared).isNotDone();
    shared.complete(1);
  }

  private static WeakReference<GuestCall> cancelledCall(
      CompletableFuture<Integer> shared, Sharing sharing) {
    CompletableFuture<WeakReference<GuestCall>> waiter = new CompletableFuture<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  waiter.complete(new WeakReference<>(GuestCall.current()));
                  return sharing.of(shared);
                })
            .awaitAdapter(new TicketAdapter())
            .build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 0);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    waiting.cancel(true);
    failure(waiting);
    return result(waiter);
  }
}
