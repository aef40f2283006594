package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Exports as monos and publishers as imports: rules J12 and R54. */
class ReactorTest {

  @Test
  void everySubscriptionIsACallOfItsOwn() {
    AsyncInstance guest = Guests.calls(call -> 0).build();
    Mono<Integer> count = guest.function("count").mono(Integer.class);
    StepVerifier.create(count).expectNext(1).verifyComplete();
    StepVerifier.create(count).expectNext(2).verifyComplete();
    StepVerifier.create(count.repeat(2)).expectNext(3, 4, 5).verifyComplete();
  }

  @Test
  void aCallStartsWithTheFirstRequest() {
    AsyncInstance guest = Guests.calls(call -> 0).build();
    StepVerifier.create(guest.function("count").mono(Integer.class), 0)
        .expectSubscription()
        .then(() -> assertThat(guest.calls()).isEmpty())
        .thenRequest(1)
        .expectNext(1)
        .verifyComplete();
  }

  @Test
  void theContextOfTheSubscriberReachesThePublishersThatAreAwaited() {
    AsyncInstance guest =
        Guests.calls(call -> Mono.deferContextual(context -> Mono.just(context.get("tenant"))))
            .build();
    StepVerifier.create(
            guest
                .function("twice")
                .mono(Integer.class, 0)
                .contextWrite(context -> context.put("tenant", 21)))
        .expectNext(42)
        .verifyComplete();
  }

  @Test
  void theContextOfTheSubscriberCanBeReadInAHostFunction() {
    AsyncInstance guest = Guests.calls(call -> call.context().get("tenant")).build();
    StepVerifier.create(
            guest
                .function("twice")
                .mono(Integer.class, 0)
                .contextWrite(context -> context.put("tenant", 21)))
        .expectNext(42)
        .verifyComplete();
  }

  @Test
  void aCallThroughAFutureHasAnEmptyContext() {
    AsyncInstance guest = Guests.calls(call -> call.context().size()).build();
    assertThat(result(guest.function("twice").future(Integer.class, 0))).isZero();
  }

  @Test
  void anEmptyMonoIsNull() {
    AsyncInstance guest = Guests.calls(call -> call.await(Mono.empty()) == null ? 1 : 0).build();
    assertThat(result(guest.function("twice").future(Integer.class, 0))).isEqualTo(2);
  }

  @Test
  void aPublisherIsSubscribedToOnce() {
    TestPublisher<Integer> publisher = TestPublisher.create();
    AsyncInstance guest = Guests.calls(call -> publisher.mono()).build();
    StepVerifier.create(guest.function("twice").mono(Integer.class, 0))
        .then(() -> Desk.await(publisher::wasSubscribed, () -> "the subscription"))
        .then(() -> publisher.emit(3))
        .expectNext(6)
        .verifyComplete();
    assertThat(publisher.subscribeCount()).isEqualTo(1);
  }

  @Test
  void aFailedMonoFailsTheCallWithTheSameObject() {
    Exception thrown = new Exception("checked");
    AsyncInstance guest = Guests.calls(call -> Mono.error(thrown)).build();
    StepVerifier.create(guest.function("twice").mono(Integer.class, 0))
        .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(thrown));
  }

  @Test
  void operatorsRetryCalls() {
    AtomicInteger attempts = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(call ->
                attempts.incrementAndGet() < 3
                    ? Mono.error(new IllegalStateException())
                    : Mono.just(4))
            .build();
    StepVerifier.create(guest.function("twice").mono(Integer.class, 0).retry(5))
        .expectNext(8)
        .verifyComplete();
    assertThat(attempts).hasValue(3);
  }

  @Test
  void aTimeoutOperatorCancelsTheCall() {
    AtomicInteger cancelled = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(call -> Mono.never().doOnCancel(cancelled::incrementAndGet)).build();
    StepVerifier.create(
            guest.function("twice").mono(Integer.class, 0).timeout(Duration.ofMillis(10)))
        .verifyError(java.util.concurrent.TimeoutException.class);
    Desk.await(() -> guest.calls().isEmpty(), () -> "the call to end");
    assertThat(cancelled.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void aFluxOfCallsRunsThroughOneInstance() {
    AsyncInstance guest =
        Guests.calls(call -> Mono.just(call.i32(0)).delayElement(Duration.ofNanos(1)))
            .policy(Concurrency.INTERLEAVED)
            .build();
    StepVerifier.create(
            Flux.range(0, 500)
                .flatMap(i -> guest.function("twice").mono(Integer.class, i))
                .reduce(0, Integer::sum))
        .expectNext(499 * 500)
        .verifyComplete();
  }

  @Test
  void aPublisherMayItselfWaitWhileItIsSubscribedTo() {
    AsyncInstance guest =
        Guests.calls(call ->
                Mono.fromCallable(() ->
                    GuestCall.current()
                        .await(java.util.concurrent.CompletableFuture.supplyAsync(() -> 21))))
            .build();
    assertThat(result(guest.function("twice").future(Integer.class, 0))).isEqualTo(42);
  }
}
