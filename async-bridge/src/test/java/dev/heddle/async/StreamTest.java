package dev.heddle.async;

import static dev.heddle.async.Desk.await;
import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.TrapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Guests that write a Flux, and that read one, in blocking style and with back-pressure. */
class StreamTest {

  private final AtomicInteger emitted = new AtomicInteger();

  private AsyncInstance.Builder stream(Publisher<Integer> input) {
    Readers readers = new Readers(input);
    return AsyncInstance.builder(Guests.load("stream"))
        .noStackPointer()
        .imports(
            AsyncImports.builder()
                .suspending(
                    "env",
                    "next",
                    call -> {
                      Integer next = readers.of(call).next(call);
                      return next == null ? -1 : next;
                    })
                .suspending(
                    "env",
                    "emit",
                    call -> {
                      emitted.incrementAndGet();
                      call.emit(call.i32(0));
                      return null;
                    })
                .suspending("env", "read", call -> 0)
                .build());
  }

  private AsyncInstance stream() {
    return stream(Flux.empty()).build();
  }

  /** One reader for each call. */
  private static final class Readers {
    private final Publisher<Integer> input;
    private final Map<Thread, GuestReader<Integer>> readers = new ConcurrentHashMap<>();

    Readers(Publisher<Integer> input) {
      this.input = input;
    }

    GuestReader<Integer> of(GuestCall call) {
      return readers.computeIfAbsent(Thread.currentThread(), thread -> call.read(input));
    }
  }

  private static List<Integer> numbers(int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  @Test
  void whatAGuestEmitsIsAFlux() {
    StepVerifier.create(stream().function("count").flux(Integer.class, 1_000).collectList())
        .expectNext(numbers(1_000))
        .verifyComplete();
  }

  @Test
  void aGuestIsParkedWhileNothingIsAskedFor() {
    AsyncInstance guest = stream();
    StepVerifier.create(guest.function("count").flux(Integer.class, 10), 0)
        .expectSubscription()
        .then(() -> assertThat(guest.calls()).as("calls before the first request").isEmpty())
        .thenRequest(2)
        .expectNext(0, 1)
        .then(() -> awaitCalls(guest, CallState.SUSPENDED, 1))
        .then(() -> assertThat(emitted).hasValue(3))
        .then(() -> assertThat(guest.calls().getFirst().waitsFor()).contains("env.emit"))
        .thenRequest(1)
        .expectNext(2)
        .then(() -> awaitCalls(guest, CallState.SUSPENDED, 1))
        .then(() -> assertThat(emitted).hasValue(4))
        .thenRequest(100)
        .expectNext(3, 4, 5, 6, 7, 8, 9)
        .verifyComplete();
    assertThat(guest.calls()).isEmpty();
  }

  @Test
  void noItemsCompleteIt() {
    StepVerifier.create(stream().function("count").flux(Integer.class, 0), 1).verifyComplete();
  }

  @Test
  void cancellingUnwindsAGuestThatIsParked() {
    AsyncInstance guest = stream();
    List<Object> discarded = new CopyOnWriteArrayList<>();
    StepVerifier.create(
            guest
                .function("count")
                .flux(Integer.class, 10)
                .doOnDiscard(Integer.class, discarded::add),
            1)
        .expectNext(0)
        .then(() -> awaitCalls(guest, CallState.SUSPENDED, 1))
        .thenCancel()
        .verify();
    await(() -> guest.calls().isEmpty(), () -> "the guest to unwind");
    assertThat(discarded).containsExactly(1);
  }

  @Test
  void cancellingWithinAnItemUnwindsTheGuest() {
    AsyncInstance guest = stream();
    for (int i = 0; i < 500; i++) {
      emitted.set(0);
      StepVerifier.create(guest.function("count").flux(Integer.class, 1_000_000).take(3))
          .expectNext(0, 1, 2)
          .verifyComplete();
      await(() -> guest.calls().isEmpty(), () -> "the guest to unwind");
      assertThat(emitted.get()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void aTrapComesAfterTheItems() {
    StepVerifier.create(stream().function("fail").flux(Integer.class))
        .expectNext(1)
        .verifyError(TrapException.class);
  }

  @Test
  void aDeadlineEndsAFluxThatNobodyReads() {
    StepVerifier.create(
            stream().function("count").withDeadline(Duration.ofMillis(30)).flux(Integer.class, 5),
            1)
        .expectNext(0)
        .verifyError(DeadlineExceededException.class);
  }

  @Test
  void itemsOfAnotherClassFailTheCall() {
    StepVerifier.create(stream().function("count").flux(String.class, 5))
        .verifyErrorSatisfies(failure ->
            assertThat(failure)
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining(
                    "emits items of class java.lang.String, not java.lang.Integer"));
  }

  @Test
  void aCallThatIsNoFluxHasNobodyToEmitTo() {
    assertThat(failure(stream().function("count").future(Integer.class, 5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was not called through flux(...)");
  }

  @Test
  void requestsMustBePositive() {
    AsyncInstance guest = stream();
    for (long first : new long[] {0, 1}) {
      CompletableFuture<Throwable> told = new CompletableFuture<>();
      guest
          .function("count")
          .flux(Integer.class, 5)
          .subscribe(
              new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                  if (first > 0) {
                    subscription.request(first);
                  }
                  subscription.request(-1);
                }

                @Override
                protected void hookOnError(Throwable failure) {
                  told.complete(failure);
                }
              });
      assertThat(result(told))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3.9");
    }
    await(() -> guest.calls().isEmpty(), () -> "the guest to unwind");
  }

  @Test
  void tasksEmitToo() {
    AsyncInstance guest = stream();
    StepVerifier.create(
            guest.flux(
                Integer.class,
                call -> {
                  call.emit(-1);
                  call.instance().function("count").callInt(2);
                  call.emit(call.await(Mono.just(7).delayElement(Duration.ofMillis(1))));
                  return null;
                }))
        .expectNext(-1, 0, 1, 7)
        .verifyComplete();
  }

  @ParameterizedTest
  @EnumSource
  void aGuestReadsAPublisher(Concurrency policy) {
    AsyncInstance guest =
        stream(Flux.range(0, 1_000).publishOn(Schedulers.parallel(), 7)).policy(policy).build();
    assertThat(result(guest.function("sum").future(Integer.class))).isEqualTo(499_500);
  }

  /** Gives what the test tells it to, and counts what it is asked for. */
  private static final class Tap implements Publisher<Integer>, Subscription {
    final AtomicLong asked = new AtomicLong();
    final CompletableFuture<Subscriber<? super Integer>> subscriber = new CompletableFuture<>();

    @Override
    public void subscribe(Subscriber<? super Integer> given) {
      given.onSubscribe(this);
      subscriber.complete(given);
    }

    @Override
    public void request(long count) {
      asked.addAndGet(count);
    }

    @Override
    public void cancel() {}
  }

  @Test
  void itAsksForNoMoreThanItsBufferHolds() {
    Tap tap = new Tap();
    AsyncInstance guest = stream(tap).build();
    CompletableFuture<Integer> sum = guest.function("sum").future(Integer.class);
    Subscriber<? super Integer> subscriber = result(tap.subscriber);
    assertThat(tap.asked).hasValue(32);
    for (int i = 1; i <= 1_000; i++) {
      int given = i;
      await(() -> tap.asked.get() >= given, () -> "demand: " + tap.asked);
      assertThat(tap.asked.get()).isLessThanOrEqualTo(given + 32);
      subscriber.onNext(i);
    }
    subscriber.onComplete();
    assertThat(result(sum)).isEqualTo(500_500);
  }

  @Test
  void whatAPublisherFailsWithComesAfterItsItems() {
    IOException broken = new IOException("broken");
    AsyncInstance guest = stream(Flux.range(0, 5).concatWith(Mono.error(broken)).hide()).build();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    StepVerifier.create(guest.function("double").flux(Integer.class).doOnNext(seen::add))
        .expectNext(0, 2, 4, 6, 8)
        .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(broken));
  }

  @Test
  void aPublisherIsCancelledWhenTheGuestHasEnough() {
    AtomicBoolean cancelled = new AtomicBoolean();
    AsyncInstance guest =
        stream(Flux.range(0, 1_000).hide().doOnCancel(() -> cancelled.set(true))).build();
    result(guest.function("first").future(Void.class, 3).thenApply(nothing -> 1));
    assertThat(cancelled).isTrue();
  }

  @Test
  void cancellingAGuestCancelsWhatItReads() {
    TestPublisher<Integer> input = TestPublisher.create();
    AsyncInstance guest = stream(input).build();
    CompletableFuture<Integer> sum = guest.function("sum").future(Integer.class);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    input.next(1);
    sum.cancel(true);
    assertThat(failure(sum)).hasCauseInstanceOf(CallCancelledException.class);
    input.assertCancelled();
  }

  @Test
  void aPublisherThatGivesTooMuchIsStopped() {
    AsyncInstance guest = stream();
    CompletableFuture<List<Integer>> read =
        guest.future(call -> {
          GuestReader<Integer> reader =
              call.read(
                  Flux.<Integer>from(subscriber ->
                      subscriber.onSubscribe(
                          new Subscription() {
                            @Override
                            public void request(long count) {
                              for (int i = 0; i < 40; i++) {
                                subscriber.onNext(i);
                              }
                            }

                            @Override
                            public void cancel() {}
                          })));
          List<Integer> items = new ArrayList<>();
          for (Integer item = reader.next(call); item != null; item = reader.next(call)) {
            items.add(item);
          }
          return items;
        });
    assertThat(failure(read))
        .hasMessageContaining("it gave more items than the 32 that it was asked for");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 1_000})
  void bytesAreReadAsInC(int size) {
    Random random = new Random(size);
    List<ByteBuffer> buffers = new ArrayList<>();
    int sum = 0;
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      for (byte each : bytes) {
        sum += each & 0xff;
      }
      ByteBuffer buffer =
          i % 2 == 0
              ? ByteBuffer.wrap(bytes)
              : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      buffers.add(buffer);
    }
    ByteReader reader =
        ByteReader.of(Flux.fromIterable(buffers).publishOn(Schedulers.single(), 3), 5);
    AsyncInstance guest =
        AsyncInstance.builder(Guests.load("stream"))
            .noStackPointer()
            .imports(
                AsyncImports.builder()
                    .suspending("env", "next", call -> 0)
                    .suspending("env", "emit", call -> null)
                    .suspending(
                        "env",
                        "read",
                        call ->
                            reader.read(
                                call,
                                call.memory(),
                                Integer.toUnsignedLong(call.i32(0)),
                                call.i32(1)))
                    .build())
            .build();
    assertThat(result(guest.function("bytes").future(Integer.class, size))).isEqualTo(sum);
    assertThat(failure(guest.function("bytes").future(Integer.class, -1)))
        .isInstanceOf(TrapException.class)
        .hasMessageContaining("4294967295 bytes to read to address 1000, memory of 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void pipesHoldUnderRandomDemandAndCancelling(long seed) {
    Random random = new Random(seed);
    AsyncInstance guest =
        stream(Flux.range(0, 500).publishOn(Schedulers.parallel(), 5))
            .policy(seed % 2 == 0 ? Concurrency.INTERLEAVED : Concurrency.SERIAL)
            .build();
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int take = 1 + random.nextInt(600);
      int ahead = 1 + random.nextInt(20);
      all.add(
          guest
              .function("double")
              .flux(Integer.class)
              .publishOn(Schedulers.parallel(), ahead)
              .take(take)
              .index()
              .doOnNext(item -> assertThat(item.getT2()).isEqualTo((int) (2 * item.getT1())))
              .count()
              .map(Long::intValue)
              .doOnNext(count -> assertThat(count).isEqualTo(Math.min(take, 500)))
              .toFuture());
    }
    for (CompletableFuture<Integer> each : all) {
      assertThat(result(each)).isPositive();
    }
    await(() -> guest.calls().isEmpty(), () -> "the guests to unwind: " + guest.calls());
  }

  @Test
  void whatACallOpensIsClosedWithItTheLastFirst() {
    List<String> closed = new CopyOnWriteArrayList<>();
    AsyncInstance guest = stream();
    IllegalStateException mine = new IllegalStateException("mine");
    CompletableFuture<Object> ended =
        guest.future(call -> {
          call.closingAtEnd(() -> closed.add("first"));
          call.closingAtEnd(() -> {
            closed.add("second");
            throw new IOException("cannot close");
          });
          throw mine;
        });
    assertThat(failure(ended))
        .isSameAs(mine)
        .hasSuppressedException(new IOException("cannot close"));
    assertThat(closed).containsExactly("second", "first");
  }
}
