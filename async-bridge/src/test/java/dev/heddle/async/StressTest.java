package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Many calls, many threads, random orders: rules R44, J1, J7 and J11. */
class StressTest {

  private static final int CALLERS = 8;

  @ParameterizedTest
  @CsvSource({"SERIAL, 1", "SERIAL, 2", "INTERLEAVED, 3", "INTERLEAVED, 4", "INTERLEAVED, 5"})
  void everyCallGetsItsOwnResultWhateverTheOrderOfCompletion(Concurrency policy, long seed) {
    int calls = 4000;
    try (Answerers answerers = new Answerers(seed)) {
      AsyncInstance guest = Guests.calls(answerers::ask).policy(policy).build();
      List<CompletableFuture<Integer>> futures = fromManyThreads(calls, i -> sumOfThree(guest, i));
      for (int i = 0; i < calls; i++) {
        assertThat(result(futures.get(i))).isEqualTo(3 * i + 3);
      }
      assertThat(guest.calls()).isEmpty();
      assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"SERIAL, 1", "SERIAL, 2", "INTERLEAVED, 3", "INTERLEAVED, 4", "INTERLEAVED, 5"})
  void everyCallEndsOnceWhenManyAreCancelledAtRandom(Concurrency policy, long seed) {
    int calls = 4000;
    AtomicInteger completions = new AtomicInteger();
    try (Answerers answerers = new Answerers(seed)) {
      AsyncInstance guest = Guests.calls(answerers::ask).policy(policy).build();
      List<CompletableFuture<Integer>> futures =
          fromManyThreads(
              calls,
              i -> {
                CompletableFuture<Integer> future = sumOfThree(guest, i);
                future.whenComplete((value, failure) -> completions.incrementAndGet());
                return future;
              });
      List<CompletableFuture<Integer>> shuffled = new ArrayList<>(futures);
      Collections.shuffle(shuffled, new Random(seed));
      AtomicInteger ordered = new AtomicInteger();
      fromManyThreads(
          calls / 2,
          i -> {
            if (shuffled.get(i).cancel(true)) {
              ordered.incrementAndGet();
            }
            return CompletableFuture.completedFuture(0);
          });
      int cancelled = 0;
      for (int i = 0; i < calls; i++) {
        CompletableFuture<Integer> future = futures.get(i);
        Object outcome = result(future.handle((value, failure) -> value == null ? failure : value));
        if (outcome instanceof CancellationException) {
          cancelled++;
        } else {
          assertThat(outcome).isEqualTo(3 * i + 3);
        }
      }
      assertThat(cancelled).isEqualTo(ordered.get());
      // A future wakes those who get its value before it runs its dependents.
      Desk.await(() -> completions.get() >= calls, () -> "all dependents: " + completions);
      assertThat(completions).hasValue(calls);
      assertThat(guest.calls()).isEmpty();
      assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscriptionsThatAreCancelledAtRandomLeaveNothingBehind(Concurrency policy) {
    int calls = 2000;
    AtomicInteger subscribed = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Random random = new Random(7);
    try (Answerers answerers = new Answerers(7)) {
      AsyncInstance guest =
          Guests.calls(call ->
                  Mono.fromFuture(answerers.ask(call))
                      .doOnSubscribe(subscription -> subscribed.incrementAndGet())
                      .doFinally(signal -> ended.incrementAndGet()))
              .policy(policy)
              .build();
      List<Disposable> subscriptions = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        subscriptions.add(guest.function("nested").mono(Integer.class, i).subscribe());
        if (random.nextBoolean()) {
          subscriptions.get(random.nextInt(subscriptions.size())).dispose();
        }
      }
      Desk.await(() -> guest.calls().isEmpty(), () -> "all calls to end: " + guest.calls().size());
      Desk.await(() -> ended.get() == subscribed.get(), () -> "all publishers to end");
      assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void deadlinesThatExpireAtAnyMomentLeaveTheInstanceUsable(Concurrency policy) {
    try (Answerers answerers = new Answerers(11)) {
      AsyncInstance guest = Guests.calls(answerers::ask).policy(policy).build();
      Random random = new Random(11);
      AsyncFunction sum = guest.function("sum_of_three");
      // One in ten has all the time it needs, the others little or none.
      List<CompletableFuture<Integer>> futures =
          IntStream.range(0, 2000)
              .mapToObj(i ->
                  sum.withDeadline(
                          i % 10 == 0
                              ? Duration.ofMinutes(10)
                              : Duration.ofNanos(1 + random.nextInt(20_000_000)))
                      .future(Integer.class, i))
              .toList();
      int expired = 0;
      for (int i = 0; i < futures.size(); i++) {
        Object outcome =
            result(futures.get(i).handle((value, failure) -> value == null ? failure : value));
        if (i % 10 == 0 || outcome instanceof Integer) {
          assertThat(outcome).isEqualTo(3 * i + 3);
        } else {
          assertThat(outcome).isInstanceOf(DeadlineExceededException.class);
          expired++;
        }
      }
      assertThat(expired).isPositive();
      assertThat(guest.calls()).isEmpty();
      assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsThatRunOutOfStackWhileTheyWaitLeaveTheOthersAlone(Concurrency policy) {
    // The guest recurses without end and waits at every level, so that the Java stack may end
    // anywhere in the bridge.
    try (Answerers answerers = new Answerers(13)) {
      AsyncInstance guest =
          Guests.calls(call ->
                  call.i32(0) % 1000 == 999 || call.i32(0) > 1900
                      ? answerers.ask(call)
                      : CompletableFuture.completedFuture(0))
              .policy(policy)
              .build();
      List<CompletableFuture<Integer>> doomed = new ArrayList<>();
      List<CompletableFuture<Integer>> healthy = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        doomed.add(guest.function("endless_asking").future(Integer.class, -i));
        healthy.add(guest.function("twice").future(Integer.class, 999));
      }
      doomed.forEach(
          future -> assertThat(Desk.failure(future)).hasMessageContaining("call stack exhausted"));
      healthy.forEach(future -> assertThat(result(future)).isEqualTo(1998));
      assertThat(guest.calls()).isEmpty();
    }
  }

  @Test
  void oneHundredThousandCallsWaitAtTheSameTime() {
    int calls = 100_000;
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    AtomicInteger asked = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  asked.incrementAndGet();
                  return answer.copy();
                })
            .policy(Concurrency.INTERLEAVED)
            .build();
    List<CompletableFuture<Integer>> futures =
        IntStream.range(0, calls)
            .mapToObj(i -> guest.function("counted").future(Integer.class, i))
            .toList();
    Desk.await(() -> asked.get() == calls, () -> calls + " requests, found " + asked);
    answer.complete(0);
    for (CompletableFuture<Integer> future : futures) {
      assertThat(result(future)).isEqualTo(calls);
    }
  }

  /** They go on in the order in which they came, the first being the one longest among others. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void oneHundredThousandCallsWithReferencesWaitAndGoOnOneByOne() {
    int calls = 100_000;
    Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> 0)
                    .suspending(
                        "env",
                        "object",
                        call ->
                            answers.computeIfAbsent(
                                (Integer) call.reference(0), i -> new CompletableFuture<>()))
                    .build())
            .policy(Concurrency.INTERLEAVED)
            .noStackPointer()
            .build();
    List<CompletableFuture<String>> futures =
        IntStream.range(0, calls)
            .mapToObj(i -> guest.function("object").future(String.class, i))
            .toList();
    Desk.await(() -> answers.size() == calls, () -> calls + " requests, found " + answers.size());
    Desk.awaitCalls(guest, CallState.SUSPENDED, calls);
    for (int i = 0; i < calls; i++) {
      Objects.requireNonNull(answers.remove(i)).complete("answer " + i);
    }
    for (int i = 0; i < calls; i++) {
      assertThat(result(futures.get(i))).isEqualTo("answer " + i);
    }
    assertThat(guest.calls()).isEmpty();
  }

  private static CompletableFuture<Integer> sumOfThree(AsyncInstance guest, int i) {
    return guest.function("sum_of_three").future(Integer.class, i);
  }

  private static List<CompletableFuture<Integer>> fromManyThreads(
      int count, java.util.function.IntFunction<CompletableFuture<Integer>> maker) {
    List<CompletableFuture<List<CompletableFuture<Integer>>>> parts =
        IntStream.range(0, CALLERS)
            .mapToObj(caller ->
                CompletableFuture.supplyAsync(
                    () ->
                        IntStream.range(caller * count / CALLERS, (caller + 1) * count / CALLERS)
                            .mapToObj(maker)
                            .toList(),
                    Thread::startVirtualThread))
            .toList();
    return parts.stream().flatMap(part -> result(part).stream()).toList();
  }

  /** Threads that answer requests with their argument, in random order. */
  private static final class Answerers implements AutoCloseable {

    private record Question(int argument, CompletableFuture<Integer> answer) {}

    private static final Question END = new Question(0, new CompletableFuture<>());

    private final LinkedBlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    Answerers(long seed) {
      for (int t = 0; t < 3; t++) {
        Random random = new Random(seed * 31 + t);
        threads.add(Thread.startVirtualThread(() -> answer(random)));
      }
    }

    CompletableFuture<Integer> ask(AsyncHostCall call) {
      Question question = new Question(call.i32(0), new CompletableFuture<>());
      questions.add(question);
      return question.answer;
    }

    private void answer(Random random) {
      List<Question> open = new ArrayList<>();
      try {
        while (true) {
          // Holds some back while there are more, so that they are answered out of order.
          Question question = open.isEmpty() ? questions.take() : questions.poll();
          if (question == END) {
            questions.add(END);
            return;
          }
          if (question != null) {
            open.add(question);
          }
          if (question == null || open.size() > 50) {
            Question picked = open.remove(random.nextInt(open.size()));
            picked.answer.complete(picked.argument);
          }
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      questions.add(END);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
