package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** More guests that compute for ever than there are carrier threads. */
class ComputeTest {

  private static final int CARRIERS = Runtime.getRuntime().availableProcessors();
  private static final Duration SHORT = Duration.ofMillis(100);

  private final List<AsyncInstance> guests = new ArrayList<>();

  private AsyncInstance guest() {
    AsyncInstance guest = Guests.compute().build();
    guests.add(guest);
    return guest;
  }

  private List<CompletableFuture<Void>> spin(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> guest().function("spin").future(Void.class))
        .toList();
  }

  @AfterEach
  void stopAll() {
    guests.forEach(AsyncInstance::close);
    guests.forEach(guest -> result(guest.closed().thenApply(nothing -> true)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20})
  void allTheirDeadlinesFire(int more) {
    List<CompletableFuture<Void>> calls =
        IntStream.range(0, CARRIERS + more)
            .mapToObj(i -> guest().function("spin").withDeadline(SHORT).future(Void.class))
            .toList();
    for (CompletableFuture<Void> call : calls) {
      assertThat(failure(call)).isInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void aDeadlineOfACallThatQueuesBehindThemFires() {
    spin(CARRIERS);
    AsyncInstance guest = guest();
    CompletableFuture<Void> first = guest.function("spin").future(Void.class);
    CompletableFuture<Integer> second =
        guest.function("one").withDeadline(SHORT).future(Integer.class);
    assertThat(failure(second)).isInstanceOf(DeadlineExceededException.class);
    assertThat(first).isNotDone();
  }

  @Test
  void aDeadlineOfACallThatWaitsWhileTheyComputeFires() {
    Desk desk = new Desk();
    AsyncInstance waiting = Guests.compute(call -> new CompletableFuture<Integer>()).build();
    CompletableFuture<Integer> call =
        waiting.function("borrow").withDeadline(SHORT).future(Integer.class);
    spin(CARRIERS + 1);
    assertThat(failure(call)).isInstanceOf(DeadlineExceededException.class);
    assertThat(desk.isEmpty()).isTrue();
  }

  @Test
  void codeOfUsersThatADeadlineLeadsToMayBlockAndKeepsNoOtherDeadlineWaiting() {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Integer> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            blocked.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return super.cancel(mayInterruptIfRunning);
          }
        };
    AsyncInstance waiting = Guests.compute(call -> stubborn).build();
    CompletableFuture<Integer> call =
        waiting.function("borrow").withDeadline(SHORT).future(Integer.class);
    Desk.await(() -> blocked.getCount() == 0, () -> "the cancellation of what the call waits for");

    allTheirDeadlinesFire(1);
    assertThat(call).isNotDone();
    goOn.countDown();
    assertThat(failure(call)).isInstanceOf(DeadlineExceededException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20})
  void othersGetToRun(int more) {
    spin(CARRIERS + more);
    AsyncInstance other = guest();
    for (int i = 0; i < 20; i++) {
      assertThat(result(other.function("id").future(Integer.class, i))).isEqualTo(i);
    }
  }

  @Test
  void virtualThreadsOfOthersGetToRun() {
    spin(2 * CARRIERS);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Integer> ran = new CompletableFuture<>();
      Thread.startVirtualThread(() -> ran.complete(1));
      assertThat(result(ran)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givingWayLetsNobodyIntoTheStore(Concurrency policy) {
    spin(CARRIERS);
    AsyncInstance guest = Guests.compute().policy(policy).build();
    guests.add(guest);
    CompletableFuture<Void> first = guest.function("spin").future(Void.class);
    AtomicBoolean entered = new AtomicBoolean();
    CompletableFuture<Integer> second =
        guest.future(call -> {
          entered.set(true);
          return 1;
        });
    // as long as this takes the first has been asked to give way many times
    AsyncInstance other = guest();
    for (int i = 0; i < 20; i++) {
      result(other.function("one").future(Integer.class));
    }
    assertThat(entered).isFalse();
    first.cancel(true);
    assertThat(result(second)).isEqualTo(1);
  }

  @Test
  void hostCodeThatComputesGivesWayWhereItAsks() {
    spin(CARRIERS);
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Integer>> computing =
        IntStream.range(0, CARRIERS + 1)
            .mapToObj(i ->
                guest()
                    .future(call -> {
                      while (!stop.get()) {
                        call.check();
                      }
                      return i;
                    }))
            .toList();
    assertThat(result(guest().function("one").future(Integer.class))).isEqualTo(1);
    stop.set(true);
    for (int i = 0; i < computing.size(); i++) {
      assertThat(result(computing.get(i))).isEqualTo(i);
    }
  }

  /** As a driver of a database does, which knows nothing of guests and parks the thread itself. */
  @Test
  void callsThatBlockInHostCodeDoNotKeepTheirTurns() {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch blocking = new CountDownLatch(CARRIERS);
    for (int i = 0; i < CARRIERS; i++) {
      guest()
          .future(call -> {
            compute(call);
            blocking.countDown();
            goOn.await();
            return 1;
          });
    }
    Desk.await(() -> blocking.getCount() == 0, () -> "calls that block");
    try {
      for (int i = 0; i < 2 * CARRIERS; i++) {
        CompletableFuture<Integer> other =
            guest()
                .future(call -> {
                  compute(call);
                  return 2;
                });
        assertThat(result(other)).isEqualTo(2);
      }
    } finally {
      goOn.countDown();
    }
  }

  /** For many slices. */
  private static void compute(GuestCall call) {
    long end = System.nanoTime() + SHORT.toNanos();
    while (System.nanoTime() < end) {
      call.check();
    }
  }

  @Test
  void guestsThatComputeOnADeepStackAreStoppedToo() {
    AsyncInstance guest = guest();
    for (int depth = 1; depth < 3000; depth += 250) {
      CompletableFuture<Integer> call =
          guest.function("sink").withDeadline(SHORT).future(Integer.class, depth);
      assertThat(failure(call))
          .isInstanceOfAny(DeadlineExceededException.class, dev.heddle.wasm.TrapException.class);
    }
  }

  @Test
  void aSliceIsMoreThanNothing() {
    assertThatThrownBy(() -> Guests.compute().computeSlice(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("computeSlice")
        .hasMessageContaining("PT0S");
  }
}
