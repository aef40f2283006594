package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Limits;
import dev.heddle.wasm.TrapException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/**
 * Calls that wait just where their Java stack ends (rule J11). The build runs it three times, as
 * how much stack a frame takes depends on who has compiled it: HotSpot's interpreter alone, its
 * first compiler alone, all of them.
 */
class StackEdgeTest {

  private static final int CALLS = Integer.getInteger("heddle.calls", 600);

  private enum Outcome {
    VALUE,
    TRAP
  }

  /**
   * Goes so many frames down the stack of the call's own thread, where host functions are, and does
   * something there. Guests go on in further threads before that one is full.
   */
  private static int down(int depth, IntSupplier last) {
    return depth == 0 ? last.getAsInt() : down(depth - 1, last);
  }

  /**
   * Host code that computes still gets its turns: with none of them left it would wait for one for
   * ever.
   */
  @AfterEach
  void noTurnIsLost() {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch computing = new CountDownLatch(1);
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      calls.add(
          Guests.compute()
              .build()
              .future(call -> {
                computing.countDown();
                while (!stop.get()) {
                  call.check();
                }
                return 1;
              }));
    }
    Desk.await(() -> computing.getCount() == 0, () -> "a call that computes");
    // one that comes after those have had many slices
    assertThat(result(Guests.compute().build().function("one").future(Integer.class))).isEqualTo(1);
    stop.set(true);
    for (CompletableFuture<Integer> call : calls) {
      assertThat(result(call)).isEqualTo(1);
    }
  }

  private static int await(GuestCall call) {
    return call.await(Mono.delay(Duration.ofNanos(20_000)).thenReturn(0));
  }

  @ParameterizedTest
  @CsvSource({"INTERLEAVED, 1", "INTERLEAVED, 2", "SERIAL, 3"})
  void everyCallEndsAndTheInstanceGoesOn(Concurrency policy, long seed) throws Exception {
    Random random = new Random(seed);
    int[] depth = new int[1];
    AsyncInstance guest =
        Guests.compute(call -> down(depth[0], () -> await(call))).policy(policy).build();
    AsyncFunction descend = guest.function("descend").withDeadline(Duration.ofSeconds(20));
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    int edge = 2500;
    int step = 128;
    for (int i = 0; i < CALLS; i++) {
      depth[0] = Math.max(1, edge + random.nextInt(21) - 10);
      // of a guest in its first thread, and of one that has gone on
      int guestDepth = random.nextInt(600);
      Outcome outcome = outcome(descend.future(Integer.class, guestDepth), guestDepth);
      outcomes.merge(outcome, 1, Integer::sum);
      // to where about as many calls succeed as fail, in smaller and smaller steps
      edge += outcome == Outcome.VALUE ? step : -step;
      step = outcomes.size() == 2 ? Math.max(3, step - (i % 8 == 0 ? 3 : 0)) : step;
    }
    assertThat(outcomes).containsOnlyKeys(Outcome.VALUE, Outcome.TRAP);
    assertThat(result(guest.function("one").future(Integer.class))).isEqualTo(1);
    assertThat(guest.calls()).isEmpty();
  }

  private static Outcome outcome(CompletableFuture<Integer> call, int depth) throws Exception {
    try {
      assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(depth);
      return Outcome.VALUE;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(TrapException.class);
      assertThat(e.getCause()).hasMessageContaining("call stack exhausted");
      return Outcome.TRAP;
    }
  }

  @ParameterizedTest
  @CsvSource({"INTERLEAVED, 6", "SERIAL, 7"})
  void aCallThatIsSuspendedThereForNothingGoesOnOrTraps(Concurrency policy, long seed)
      throws Exception {
    AsyncInstance guest =
        Guests.compute(call -> 0).semantics(Semantics.STRICT).policy(policy).build();
    // where the limit on the depth is, as there is no other end: host functions cannot be on a
    // stack
    // that is suspended here
    everyCallEnds(guest, seed, Entry.DEFERRED, 4_500, null);
  }

  @ParameterizedTest
  @CsvSource({"INTERLEAVED, 8", "SERIAL, 9"})
  void aCallThatMakesAnotherOneThereGoesOnOrTraps(Concurrency policy, long seed) throws Exception {
    AsyncInstance[] guest = new AsyncInstance[1];
    int[] depth = new int[1];
    guest[0] =
        Guests.compute(call ->
                down(
                    depth[0],
                    () -> {
                      guest[0].function("one").withEntry(Entry.EAGER).future(Integer.class);
                      return 0;
                    }))
            .policy(policy)
            .build();
    everyCallEnds(guest[0], seed, Entry.EAGER, 2500, edge -> depth[0] = edge);
  }

  private static void everyCallEnds(
      AsyncInstance guest, long seed, Entry entry, int firstEdge, @Nullable IntConsumer host)
      throws Exception {
    Random random = new Random(seed);
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    int edge = firstEdge;
    int step = 128;
    for (int i = 0; i < CALLS; i++) {
      int next = Math.clamp(edge + random.nextInt(21) - 10, 1, 90_000);
      int depth = next;
      if (host != null) {
        host.accept(next);
        depth = random.nextInt(600);
      }
      CompletableFuture<Integer> descend =
          guest.function("descend").withEntry(entry).future(Integer.class, depth);
      CompletableFuture<Integer> beside = guest.function("one").future(Integer.class);
      Outcome outcome = outcome(descend, depth);
      assertThat(result(beside)).isEqualTo(1);
      outcomes.merge(outcome, 1, Integer::sum);
      edge += outcome == Outcome.VALUE ? step : -step;
      step = outcomes.size() == 2 ? Math.max(3, step - (i % 8 == 0 ? 3 : 0)) : step;
    }
    assertThat(outcomes).containsOnlyKeys(Outcome.VALUE, Outcome.TRAP);
    Desk.await(() -> guest.calls().isEmpty(), () -> "the end of " + guest.calls());
  }

  @ParameterizedTest
  @CsvSource({"INTERLEAVED, 4", "SERIAL, 5"})
  void whatAHostFunctionWaitsForAfterwardsIsNotMistaken(Concurrency policy, long seed) {
    Random random = new Random(seed);
    int[] depth = new int[1];
    AsyncInstance guest =
        Guests.compute(
                call -> {
                  try {
                    return 7 + down(depth[0], () -> await(call));
                  } catch (StackOverflowError overflow) {
                    return call.await(Mono.delay(Duration.ofNanos(50_000)).thenReturn(9));
                  }
                })
            .limits(Limits.builder().maxCallDepth(100_000).build())
            .policy(policy)
            .build();
    int edge = 2500;
    int step = 128;
    int[] values = new int[10];
    for (int i = 0; i < CALLS; i++) {
      depth[0] = Math.max(10, edge + random.nextInt(41) - 20);
      int value = result(guest.function("borrow").future(Integer.class));
      values[value]++;
      edge += value == 7 ? step : -step;
      // however little stack a frame takes once it is compiled, the edge is found first
      step = values[7] > 0 && values[9] > 0 ? Math.max(5, step - 1) : step;
    }
    assertThat(values[7] + values[9]).isEqualTo(CALLS);
    assertThat(values[7]).isPositive();
    assertThat(values[9]).isPositive();
  }
}
