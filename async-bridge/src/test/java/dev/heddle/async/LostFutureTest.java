package dev.heddle.async;

import static dev.heddle.async.Desk.await;
import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.Desk.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Suspensions whose future nobody can complete any more. */
class LostFutureTest {

  private static CompletableFuture<Integer> lost() {
    return new CompletableFuture<Integer>().thenApply(value -> value + 1);
  }

  private static AsyncInstance guest(AsyncHostFunction get, Semantics semantics) {
    return Guests.calls(get)
        .semantics(semantics)
        .policy(Concurrency.INTERLEAVED)
        .findLostFutures(true)
        .build();
  }

  private static void collectUntilDone(List<CompletableFuture<Integer>> calls) {
    await(
        () -> {
          System.gc();
          return calls.stream().allMatch(CompletableFuture::isDone);
        },
        () -> "all to end: " + calls);
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatWaitsForOneFails(Semantics semantics) {
    AsyncInstance guest = guest(call -> lost(), semantics);
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(guest.function("twice").future(Integer.class, i));
    }
    awaitCalls(guest, CallState.SUSPENDED, 50);
    collectUntilDone(calls);
    for (CompletableFuture<Integer> call : calls) {
      assertThat(failure(call))
          .isInstanceOf(LostFutureException.class)
          .hasMessageContaining("\"twice\" waits for a future that nobody can complete");
    }
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
  }

  @Test
  void soDoesOneThatWaitsInTheMiddleAndItCanBeCaught() {
    AsyncInstance guest =
        guest(
            call -> {
              try {
                return call.await(lost());
              } catch (LostFutureException nobody) {
                return 21;
              }
            },
            Semantics.RELAXED);
    List<CompletableFuture<Integer>> calls =
        List.of(guest.function("twice").future(Integer.class, 1));
    collectUntilDone(calls);
    assertThat(result(calls.getFirst())).isEqualTo(42);
  }

  @Test
  void withoutBeingAskedForNothingIsTakenForLost() {
    AsyncInstance guest = Guests.calls(call -> lost()).build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    assertThat(waiting).isNotDone();
    waiting.cancel(true);
    failure(waiting);
  }

  @Test
  void whatSomebodyHasIsNotLostAndIsCancelledWithItsCall() {
    Desk desk = new Desk();
    AsyncInstance guest = guest(desk, Semantics.RELAXED);
    CompletableFuture<Integer> one = guest.function("twice").future(Integer.class, 1);
    Request first = desk.take();
    CompletableFuture<Integer> two = guest.function("twice").future(Integer.class, 2);
    Request second = desk.take();
    awaitCalls(guest, CallState.SUSPENDED, 2);
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    assertThat(one).isNotDone();
    one.cancel(true);
    failure(one);
    assertThat(first.answer()).isCancelled();
    second.answer(4);
    assertThat(result(two)).isEqualTo(8);
  }

  /** Futures that others are just completing, while the collector runs all the time. */
  @Test
  void whatIsBeingCompletedIsNeverTakenForLost() throws InterruptedException {
    Random random = new Random(1);
    AsyncInstance guest =
        guest(
            call -> {
              CompletableFuture<Integer> source = new CompletableFuture<>();
              int kind = call.i32(0);
              if (kind == 0) {
                source.completeOnTimeout(1, 200, TimeUnit.MICROSECONDS);
              } else {
                Thread.ofVirtual().start(() -> source.complete(1));
              }
              return kind == 2 ? source.thenApply(value -> value) : source;
            },
            Semantics.RELAXED);
    AtomicBoolean over = new AtomicBoolean();
    Thread collecting =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 0; i < 1_000 && !over.get(); i++) {
                System.gc();
              }
            });
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < Integer.getInteger("heddle.test.lost", 100); i++) {
      calls.add(guest.function("twice").future(Integer.class, random.nextInt(3)));
    }
    for (CompletableFuture<Integer> call : calls) {
      assertThat(result(call)).isEqualTo(2);
    }
    over.set(true);
    collecting.join();
  }
}
