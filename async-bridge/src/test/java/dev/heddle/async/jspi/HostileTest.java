package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.imports;
import static dev.heddle.async.jspi.Promises.reason;
import static dev.heddle.async.jspi.Promises.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.Entry;
import dev.heddle.async.Promising;
import dev.heddle.async.Semantics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Strict semantics and eager entry under callers and guests that mean no good. */
@Timeout(300)
class HostileTest {

  private static final int CALLS = 400;

  /** Imports that answer in every way there is, and see to it that nobody else is in the guest. */
  private static AsyncImports.Builder inEveryWay(AtomicInteger inside, ExecutorService elsewhere) {
    return imports(call -> {
      assertThat(inside.incrementAndGet()).isEqualTo(1);
      int value = call.i32(0);
      try {
        return switch (value % 5) {
          case 0 -> value;
          case 1 -> CompletableFuture.completedFuture(value);
          case 2 -> CompletableFuture.supplyAsync(() -> value, elsewhere);
          case 3 -> Mono.just(value).publishOn(Schedulers.parallel());
          default -> Mono.fromFuture(CompletableFuture.supplyAsync(() -> value, elsewhere));
        };
      } finally {
        inside.decrementAndGet();
      }
    });
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT, INTERLEAVED, 1",
    "STRICT, INTERLEAVED, 2",
    "STRICT, SERIAL, 3",
    "RELAXED, INTERLEAVED, 4",
    "RELAXED, SERIAL, 5"
  })
  void callsOfManyThreadsEndOnceThoughManyAreCancelledAtRandom(
      Semantics semantics, Concurrency policy, long seed) {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger ends = new AtomicInteger();
    List<CompletableFuture<?>> callers = new ArrayList<>();
    try (ExecutorService elsewhere = Executors.newFixedThreadPool(2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AsyncInstance guest =
          Guest.builder(semantics, Guest.MAIN, inEveryWay(inside, elsewhere))
              .policy(policy)
              .computeSlice(Duration.ofMillis(10))
              .build();
      for (int caller = 0; caller < 8; caller++) {
        Random random = new Random(seed * 100 + caller);
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < CALLS; i++) {
                    int x = random.nextInt(1000);
                    CompletableFuture<Integer> call =
                        guest
                            .function("deep_and_again")
                            .withEntry(random.nextBoolean() ? Entry.EAGER : Entry.DEFERRED)
                            .future(Integer.class, 4, x);
                    call.whenComplete((value, failure) -> ends.incrementAndGet());
                    boolean cancelled = random.nextInt(4) == 0 && call.cancel(true);
                    Object outcome = value(call.<Object>handle((v, f) -> f == null ? v : f));
                    if (cancelled) {
                      assertThat(outcome).isInstanceOf(CancellationException.class);
                    } else {
                      assertThat(outcome).isEqualTo(x + 10);
                    }
                  }
                },
                threads));
      }
      callers.forEach(Promises::value);
      // Dependents of a future run in no order, so the last may still count itself.
      while (ends.get() < 8 * CALLS) {
        Thread.onSpinWait();
      }
      assertThat(ends).hasValue(8 * CALLS);
      assertThat(guest.calls()).isEmpty();
      assertThat(value(guest.function("enter").future(Integer.class))).isEqualTo(42);
    }
  }

  /** What a call makes eagerly enters next, and nobody is in between, however many queue. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nobodyGetsBetweenACallAndWhatItMakesEagerly(long seed) {
    List<Integer> order = new ArrayList<>();
    AtomicInteger numbers = new AtomicInteger(1_000_000);
    try (ExecutorService elsewhere = Executors.newFixedThreadPool(2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AsyncInstance guest =
          Guest.strict(
              imports(call -> {
                order.add(call.i32(0));
                int value = call.i32(0);
                return value % 2 == 0
                    ? (Object) value
                    : CompletableFuture.supplyAsync(() -> value, elsewhere);
              }));
      List<CompletableFuture<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < 6; caller++) {
        Random random = new Random(seed * 100 + caller);
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < CALLS; i++) {
                    if (random.nextBoolean()) {
                      value(Guest.call(guest, "alive", random.nextInt(1000)));
                    } else {
                      value(
                          guest.future(call -> {
                            int number = numbers.incrementAndGet();
                            int before = order.size();
                            CompletableFuture<@Nullable Object> made =
                                Promising.of(guest, "alive").call(number);
                            assertThat(order.subList(before, order.size())).containsExactly(number);
                            return call.await(made);
                          }));
                    }
                  }
                },
                threads));
      }
      callers.forEach(Promises::value);
      assertThat(guest.calls()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCallThatIsCancelledWhileItWaitsForAnotherToEnterEndsAndSoDoesTheOther(long seed) {
    Random random = new Random(seed);
    AtomicInteger inside = new AtomicInteger();
    try (ExecutorService elsewhere = Executors.newFixedThreadPool(2)) {
      AsyncInstance guest = Guest.strict(inEveryWay(inside, elsewhere));
      for (int i = 0; i < CALLS; i++) {
        List<CompletableFuture<@Nullable Object>> inner = new ArrayList<>();
        CompletableFuture<Object> outer =
            guest.<Object>future(call -> {
              for (int j = 0; j < 5; j++) {
                inner.add(Guest.call(guest, "deep_and_again", 3, j));
              }
              return inner.size();
            });
        for (int spin = random.nextInt(20_000); spin > 0; spin--) {
          Thread.onSpinWait();
        }
        outer.cancel(true);
        value(outer.handle((v, f) -> 0));
        inner.forEach(made -> value(made.handle((v, f) -> 0)));
      }
      value(guest.future(call -> 0));
      assertThat(guest.calls()).isEmpty();
    }
  }

  @Test
  void anEagerCallerIsNotHeldUpByAGuestThatComputes() {
    AsyncInstance guest =
        AsyncInstance.builder(Guest.MAIN)
            .imports(imports().build())
            .policy(Concurrency.INTERLEAVED)
            .build();
    List<CompletableFuture<@Nullable Object>> computing = new ArrayList<>();

    // Twice as many as there are processors, of their own stores; each caller goes on all the same.
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      AsyncInstance hostile = AsyncInstance.builder(Guest.MAIN).imports(imports().build()).build();
      computing.add(Guest.call(hostile, "endless_until_written"));
    }
    CompletableFuture<@Nullable Object> ofSameStore = Guest.call(guest, "endless_until_written");
    CompletableFuture<@Nullable Object> behind = Guest.call(guest, "enter");

    assertThat(computing).noneMatch(CompletableFuture::isDone);
    assertThat(behind).isNotDone();
    computing.forEach(call -> call.cancel(true));
    ofSameStore.cancel(true);
    assertThat(value(behind)).isEqualTo(42);
    computing.forEach(call -> assertThat(reason(call)).isInstanceOf(CancellationException.class));
  }

  @Test
  void aThreadOfReactorThatMustNotBlockDoesNotWait() {
    AsyncInstance guest = Guest.builder(Semantics.STRICT, Guest.MAIN, imports()).build();
    CompletableFuture<CompletableFuture<@Nullable Object>> made =
        CompletableFuture.supplyAsync(
            () -> Guest.call(guest, "endless_until_written"),
            task -> Schedulers.parallel().schedule(task));

    // The slice of this guest is a minute.
    CompletableFuture<@Nullable Object> computing = value(made);

    assertThat(computing).isNotDone();
    computing.cancel(true);
    assertThat(reason(computing)).isInstanceOf(CancellationException.class);
  }

  @Test
  void aSerialCallThatMakesAnotherOfItsInstanceDoesNotWaitForItToEnter() {
    AsyncInstance[] guest = new AsyncInstance[1];
    List<CompletableFuture<@Nullable Object>> made = new ArrayList<>();
    guest[0] =
        Guest.builder(
                Semantics.STRICT,
                Guest.MAIN,
                imports()
                    .function(
                        "env",
                        "plain",
                        call -> {
                          made.add(Guest.call(guest[0], "enter"));
                          return made.getFirst().isDone() ? 1 : 0;
                        }))
            .policy(Concurrency.SERIAL)
            .build();

    assertThat(value(Guest.call(guest[0], "through_host", 0))).isEqualTo(0);
    assertThat(value(made.getFirst())).isEqualTo(42);
  }

  @Test
  void anInterruptedThreadMakesAnEagerCallAndStaysInterrupted() {
    AsyncInstance guest = Guest.strict(imports());
    Thread.currentThread().interrupt();

    CompletableFuture<@Nullable Object> entered = Guest.call(guest, "enter");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(value(entered)).isEqualTo(42);
  }

  @Test
  void aDeadlineEndsALoopOfSuspensionsForNothing() {
    AsyncInstance guest = Guest.strict(imports());

    CompletableFuture<Integer> loop =
        guest
            .function("until_written")
            .withDeadline(Duration.ofMillis(50))
            .withEntry(Entry.EAGER)
            .future(Integer.class);

    assertThat(reason(loop)).isInstanceOf(DeadlineExceededException.class);
    assertThat(value(Guest.call(guest, "increment"))).isEqualTo(1);
  }

  @Test
  void aMonoEntersWhenItIsSubscribedTo() {
    AsyncInstance guest = Guest.strict(imports(new Promises()));
    Mono<Integer> total =
        guest.mono(
            CallOptions.defaults().withEntry(Entry.EAGER),
            call -> call.instance().function("before_and_after").callInt(0));
    assertThat(Guest.global(guest)).isZero();

    total.subscribe().dispose();

    assertThat(Guest.global(guest)).isEqualTo(1);
    value(guest.future(call -> 0));
  }
}
