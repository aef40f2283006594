package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What listeners hear of calls. */
class CallListenerTest {

  private final Desk desk = new Desk();

  /** Writes down what it hears. */
  private static final class Log implements CallListener {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<CallTimes> ends = new CopyOnWriteArrayList<>();

    @Override
    public void started(CallSnapshot call, CallTimes times) {
      lines.add("started " + call.function());
    }

    @Override
    public void suspended(CallSnapshot call, CallTimes times) {
      lines.add("suspended " + call.waitsFor().orElse("?") + " " + times.suspensions());
    }

    @Override
    public void resumed(CallSnapshot call, CallTimes times) {
      lines.add("resumed " + call.function());
    }

    @Override
    public void ended(CallSnapshot call, CallTimes times, @Nullable Throwable failure) {
      lines.add("ended " + (failure == null ? "well" : failure.getClass().getSimpleName()));
      ends.add(times);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theWayOfACallIsHeard(Concurrency policy) {
    Log log = new Log();
    AsyncInstance guest = Guests.calls(desk).policy(policy).listener(log).build();
    CompletableFuture<Integer> called = guest.function("twice").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    desk.take().answer(4);
    assertThat(result(called)).isEqualTo(8);
    assertThat(log.lines)
        .containsExactly("started twice", "suspended env.get 1", "resumed twice", "ended well");
    assertThat(log.ends)
        .singleElement()
        .satisfies(times -> {
          assertThat(times.suspensions()).isEqualTo(1);
          assertThat(times.suspended()).isPositive();
          assertThat(times.running()).isPositive();
          assertThat(times.total())
              .isEqualTo(times.queued().plus(times.running()).plus(times.suspended()));
        });
  }

  @Test
  void callsThatNeverStartEndToo() {
    Log log = new Log();
    AsyncInstance guest = Guests.calls(desk).listener(log).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    Desk.Request request = desk.take();
    CompletableFuture<Integer> second = guest.function("twice").future(Integer.class, 2);
    second.cancel(true);
    failure(second);
    assertThat(log.lines).contains("ended CallCancelledException");
    assertThat(log.ends)
        .singleElement()
        .satisfies(times -> {
          assertThat(times.running()).isZero();
          assertThat(times.queued()).isPositive();
        });
    request.answer(1);
    result(first);
  }

  @Test
  void whatAListenerThrowsChangesNothing() {
    Log log = new Log();
    AsyncInstance guest =
        Guests.calls(call -> 5)
            .listener(
                new CallListener() {
                  @Override
                  public void started(CallSnapshot call, CallTimes times) {
                    throw new IllegalStateException("a listener that fails, as the test wants");
                  }
                })
            .listener(log)
            .build();
    assertThat(result(guest.function("twice").future(Integer.class, 1))).isEqualTo(10);
    assertThat(log.lines).containsExactly("started twice", "ended well");
  }

  @Test
  void micrometerCounts() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AsyncInstance guest =
        Guests.calls(desk)
            .policy(Concurrency.INTERLEAVED)
            .listener(new MicrometerCallListener(registry, "calls"))
            .build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(guest.function("twice").future(Integer.class, i));
    }
    awaitCalls(guest, CallState.SUSPENDED, 5);
    assertThat(registry.get("heddle.calls.active").tag("guest", "calls").gauge().value())
        .isEqualTo(5);
    Desk.await(
        () -> registry.get("heddle.calls.parked").gauge().value() == 5, () -> "five to be parked");
    calls.getFirst().cancel(true);
    failure(calls.getFirst());
    for (int i = 0; i < 5; i++) {
      desk.take().answer(3);
    }
    for (CompletableFuture<Integer> call : calls.subList(1, 5)) {
      assertThat(result(call)).isEqualTo(6);
    }
    assertThat(registry.get("heddle.calls.active").gauge().value()).isZero();
    assertThat(registry.get("heddle.calls.parked").gauge().value()).isZero();
    assertThat(
            registry
                .get("heddle.calls")
                .tags("function", "twice", "outcome", "result")
                .timer()
                .count())
        .isEqualTo(4);
    assertThat(
            registry.get("heddle.calls").tag("outcome", "CallCancelledException").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("heddle.suspensions").counter().count()).isEqualTo(5);
    assertThat(registry.get("heddle.calls.suspended").timer().totalTime(TimeUnit.NANOSECONDS))
        .isPositive();
  }

  @Test
  void poolsTellTheirListenersOfAllInstances() {
    Log log = new Log();
    InstancePool pool =
        InstancePool.builder(Guests.session(desk).listener(log)).reuse(Reuse.KEPT).size(2).build();
    result(pool.function("visit").withDeadline(Duration.ofSeconds(30)).future(Integer.class));
    assertThat(log.lines).contains("started visit", "ended well");
  }
}
