package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Limits;
import dev.heddle.wasm.TrapException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/**
 * Calls that wait just where their Java stack ends (rule J11). The build runs it three times, as
 * how much stack a frame takes depends on who has compiled it: HotSpot's interpreter alone, its
 * first compiler alone, all of them.
 */
class StackEdgeTest {

  private static final int CALLS = 600;

  private enum Outcome {
    VALUE,
    TRAP
  }

  /** Moves the end of the stack by less than a frame of the guest. */
  private static int down(GuestCall call, int depth) {
    return depth == 0
        ? call.await(Mono.delay(Duration.ofNanos(20_000)).thenReturn(0))
        : down(call, depth - 1);
  }

  @ParameterizedTest
  @CsvSource({"INTERLEAVED, 1", "INTERLEAVED, 2", "SERIAL, 3"})
  void everyCallEndsAndTheInstanceGoesOn(Concurrency policy, long seed) throws Exception {
    Random random = new Random(seed);
    int[] extra = new int[1];
    AsyncInstance guest = Guests.compute(call -> down(call, extra[0])).policy(policy).build();
    AsyncFunction descend = guest.function("descend").withDeadline(Duration.ofSeconds(20));
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    int edge = 4500;
    int step = 64;
    for (int i = 0; i < CALLS; i++) {
      extra[0] = random.nextInt(12);
      int depth = Math.clamp(edge + random.nextInt(21) - 10, 1, 90_000);
      Outcome outcome = outcome(descend.future(Integer.class, depth), depth);
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
    everyCallEnds(guest, seed, Entry.DEFERRED);
  }

  @ParameterizedTest
  @CsvSource({"INTERLEAVED, 8", "SERIAL, 9"})
  void aCallThatMakesAnotherOneThereGoesOnOrTraps(Concurrency policy, long seed) throws Exception {
    AsyncInstance[] guest = new AsyncInstance[1];
    guest[0] =
        Guests.compute(
                call -> {
                  guest[0].function("one").withEntry(Entry.EAGER).future(Integer.class);
                  return 0;
                })
            .policy(policy)
            .build();
    everyCallEnds(guest[0], seed, Entry.EAGER);
  }

  private static void everyCallEnds(AsyncInstance guest, long seed, Entry entry) throws Exception {
    Random random = new Random(seed);
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    int edge = 4500;
    int step = 64;
    for (int i = 0; i < CALLS; i++) {
      int depth = Math.clamp(edge + random.nextInt(21) - 10, 1, 90_000);
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
                    return 7 + down(call, depth[0]);
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
