package dev.heddle.async;

import static dev.heddle.async.Desk.await;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What those may use who share a bridge: calls, fuel, memory; and how all of it ends. */
class TenantTest {

  private static final long PAGE = 65_536;

  private final Desk desk = new Desk();

  private static AsyncInstance.Builder metered(Fuel fuel) {
    return AsyncInstance.builder(Guests.CALLS)
        .imports(
            Guests.imports(call -> call.i32(0)).suspending("env", "note", call -> null).build())
        .noStackPointer()
        .fuel(fuel);
  }

  // ---- calls

  @ParameterizedTest
  @EnumSource
  void anInstanceHasNoMoreCallsInFlightThanItMay(Concurrency policy) {
    AsyncInstance guest = Guests.calls(desk).policy(policy).maxCalls(3).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(guest.function("twice").future(Integer.class, i));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(failure(guest.function("twice").future(Integer.class, 9)))
          .isInstanceOfSatisfying(
              CallRejectedException.class, full -> assertThat(full.bound()).isEqualTo(3))
          .hasMessageContaining("\"twice\" was rejected: its instance has 3 calls in flight");
    }
    desk.take().answer(5);
    await(() -> guest.calls().size() == 2, () -> "one to end: " + guest.calls());
    calls.add(guest.function("twice").future(Integer.class, 9));
    for (int i = 0; i < 3; i++) {
      desk.take().answer(5);
    }
    assertThat(calls).allMatch(call -> result(call) == 10);
    assertThatIllegalArgumentException().isThrownBy(() -> Guests.calls(desk).maxCalls(0));
  }

  @Test
  void instancesAndPoolsOfATenantShareItsBound() {
    Tenant bridge = Tenant.builder("bridge").maxCalls(5).build();
    Tenant one = Tenant.builder("one").maxCalls(3).within(bridge).build();
    Tenant two = Tenant.builder("two").maxCalls(3).within(bridge).build();
    AsyncInstance guest = Guests.calls(desk).tenant(one).build();
    InstancePool pool =
        InstancePool.builder(Guests.calls(desk).tenant(one)).reuse(Reuse.KEPT).size(2).build();
    AsyncInstance other = Guests.calls(desk).tenant(two).policy(Concurrency.INTERLEAVED).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    calls.add(guest.function("twice").future(Integer.class, 1));
    calls.add(pool.function("twice").future(Integer.class, 1));
    calls.add(pool.function("twice").future(Integer.class, 1));
    await(() -> one.use().calls() == 3, one.use()::toString);
    assertThat(failure(guest.function("twice").future(Integer.class, 1)))
        .isInstanceOf(CallRejectedException.class)
        .hasMessageContaining("tenant \"one\" has 3 calls in flight");
    calls.add(other.function("twice").future(Integer.class, 1));
    calls.add(other.function("twice").future(Integer.class, 1));
    assertThat(failure(other.function("twice").future(Integer.class, 1)))
        .hasMessageContaining("tenant \"bridge\" has 5 calls in flight");
    assertThat(two.use().calls()).isEqualTo(2);
    assertThat(bridge.use()).extracting(TenantUse::calls, TenantUse::instances).contains(5, 4);
    for (int i = 0; i < 5; i++) {
      desk.take().answer(5);
    }
    assertThat(calls).allMatch(call -> result(call) == 10);
    await(() -> bridge.use().calls() == 0, bridge.use()::toString);
    bridge.close();
    result(bridge.closed());
    assertThat(bridge.use().instances()).isZero();
  }

  @Test
  void whatKeepsAnInstanceDoesNotCount() {
    Tenant tenant = Tenant.builder("small").maxCalls(1).build();
    InstancePool pool =
        InstancePool.builder(Guests.session(call -> 0).tenant(tenant)).size(1).build();
    for (int i = 0; i < 20; i++) {
      assertThat(result(pool.function("visit").future(Integer.class))).isZero();
    }
    AsyncInstance guest = Guests.session(desk).tenant(tenant).build();
    CompletableFuture<Integer> asked = guest.function("ask").future(Integer.class, 1);
    Request request = desk.take();
    CompletableFuture<Snapshot> snapshot = guest.snapshot();
    request.answer(1);
    result(asked);
    assertThat(result(snapshot)).isNotNull();
  }

  /**
   * Callers that cancel at the worst moment, and an instance that closes: none is counted twice.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noCallIsLostOrCountedTwiceHoweverItEnds(long seed) throws Exception {
    Tenant tenant = Tenant.builder("busy").maxCalls(6).build();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicReference<AsyncInstance> guest = new AtomicReference<>();
    Runnable renew =
        () ->
            guest.set(
                Guests.calls(
                        call -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          try {
                            return call.await(
                                new CompletableFuture<Integer>()
                                    .completeOnTimeout(1, call.i32(0), TimeUnit.MICROSECONDS));
                          } finally {
                            inside.decrementAndGet();
                          }
                        })
                    .policy(Concurrency.INTERLEAVED)
                    .tenant(tenant)
                    .build());
    renew.run();
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        Random random = new Random(100 * seed + caller);
        boolean closes = caller == 0;
        all.add(
            callers.submit(() -> {
              for (int i = 0; i < 60; i++) {
                CompletableFuture<Integer> call =
                    guest.get().function("twice").future(Integer.class, random.nextInt(300));
                switch (random.nextInt(4)) {
                  case 0 -> call.cancel(true);
                  case 1 -> call.complete(7);
                  case 2 -> {
                    if (closes) {
                      guest.get().close();
                      renew.run();
                    }
                  }
                  default -> {}
                }
                var _ = call.handle((value, failure) -> failure).join();
              }
            }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    await(() -> tenant.use().calls() == 0, tenant.use()::toString);
    assertThat(most.get()).isBetween(1, 6);
    // There is room for six, neither more nor less.
    AsyncInstance last = Guests.calls(desk).policy(Concurrency.INTERLEAVED).tenant(tenant).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    List<Request> waiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(last.function("twice").future(Integer.class, i));
      waiting.add(desk.take());
    }
    assertThat(failure(last.function("twice").future(Integer.class, 7)))
        .isInstanceOf(CallRejectedException.class);
    waiting.forEach(request -> request.answer(2));
    assertThat(calls).allMatch(call -> result(call) == 4);
  }

  // ---- fuel

  @Test
  void aCallUsesNoMoreFuelThanItIsGiven() throws InterruptedException {
    Fuel fuel = Fuel.of(1_000_000);
    AsyncInstance guest = metered(fuel).build();
    for (int i = 0; i < 3; i++) {
      long before = fuel.used();
      assertThat(failure(guest.function("spin").withFuel(10_000).future(Void.class, 1)))
          .isInstanceOfSatisfying(
              TrapException.class,
              trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
      assertThat(fuel.used() - before).isBetween(9_000L, 10_000L);
    }
    // each call has its own
    AsyncFunction add = guest.function("add").withFuel(100);
    for (int i = 0; i < 100; i++) {
      assertThat(add.call(Integer.class, i, 1)).isEqualTo(i + 1);
    }
    Mono<Integer> sum = guest.function("sum").withFuel(2_000).mono(Integer.class, 100);
    for (int i = 0; i < 10; i++) {
      assertThat(sum.block()).isNotNull();
    }
  }

  @Test
  void callsThatWaitPayWithTheirOwn() {
    Fuel fuel = Fuel.of(1_000_000);
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(Guests.imports(call -> CompletableFuture.supplyAsync(() -> 1)).build())
            .noStackPointer()
            .policy(Concurrency.INTERLEAVED)
            .fuel(fuel)
            .build();
    AsyncFunction sum = guest.function("sum_of_three");
    result(sum.future(Integer.class, 1));
    long cost = fuel.used();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(sum.withFuel(cost - i % 2).future(Integer.class, 1));
    }
    for (int i = 0; i < 40; i++) {
      if (i % 2 == 0) {
        assertThat(result(calls.get(i))).isEqualTo(3);
      } else {
        assertThat(failure(calls.get(i))).isInstanceOf(TrapException.class);
      }
    }
    assertThat(fuel.used()).isBetween(21 * cost, 41 * cost);
  }

  @Test
  void theTenantsFuelBoundsAllItsInstancesAndThatOfCalls() {
    Tenant tenant = Tenant.builder("poor").fuel(Fuel.of(5_000)).build();
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> call.i32(0)).suspending("env", "note", call -> null).build())
            .tenant(tenant)
            .build();
    assertThat(failure(guest.function("spin").withFuel(1_000_000).future(Void.class, 1)))
        .isInstanceOf(TrapException.class);
    AsyncInstance other = Guests.calls(desk).tenant(tenant).build();
    assertThat(failure(other.function("sum").future(Integer.class, 10_000)))
        .isInstanceOf(TrapException.class);
  }

  @Test
  void fuelOfACallTakesAnInstanceThatIsMetered() {
    AsyncFunction add = Guests.calls(desk).build().function("add").withFuel(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add.future(Integer.class, 1, 2))
        .withMessageContaining("\"add\" is called with 10 units of fuel")
        .withMessageContaining("not metered");
    assertThatIllegalArgumentException().isThrownBy(() -> add.mono(Integer.class, 1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> add.call(Integer.class, 1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.defaults().withFuel(-1));
  }

  // ---- memory

  @Test
  void allInstancesOfATenantHaveItsMemoryTogether() {
    Tenant tenant = Tenant.builder("small").maxMemory(4 * PAGE).build();
    AsyncInstance guest = Guests.calls(desk).tenant(tenant).build();
    AsyncInstance other = Guests.calls(desk).tenant(tenant).build();
    assertThat(result(guest.function("grow").future(Integer.class, 3))).isEqualTo(-1);
    assertThat(result(guest.function("grow").future(Integer.class, 2))).isEqualTo(1);
    assertThat(tenant.use().memoryBytes()).isEqualTo(4 * PAGE);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Guests.calls(desk).tenant(tenant).build())
        .withMessageContaining("MemoryBudget.bytes is " + 4 * PAGE);
    InstancePool pool = InstancePool.builder(Guests.calls(desk).tenant(tenant)).build();
    assertThat(failure(pool.function("add").future(Integer.class, 1, 2)))
        .isInstanceOf(LimitExceededException.class);
    assertThat(result(other.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    assertThat(tenant.use().instances()).isEqualTo(2);
  }

  // ---- the end

  @Test
  void closingATenantEndsAllThatIsItsAndLetsNothingBegin() {
    Tenant bridge = Tenant.builder("bridge").build();
    Tenant tenant = Tenant.builder("one").within(bridge).build();
    AsyncInstance guest = Guests.calls(desk).tenant(tenant).build();
    InstancePool pool = InstancePool.builder(Guests.calls(desk).tenant(tenant)).size(1).build();
    AsyncInstance stranger = Guests.calls(desk).build();
    CompletableFuture<Integer> running = guest.function("twice").future(Integer.class, 1);
    CompletableFuture<Integer> queued = guest.function("twice").future(Integer.class, 1);
    desk.take();
    CompletableFuture<Integer> leased = pool.function("twice").future(Integer.class, 1);
    desk.take();
    CompletableFuture<Integer> waiting = pool.function("twice").future(Integer.class, 1);
    await(() -> pool.use().waiting() == 1, pool.use()::toString);
    assertThat(bridge.closed()).isNotDone();
    bridge.close();
    for (CompletableFuture<Integer> call : List.of(running, queued, leased, waiting)) {
      assertThat(failure(call)).isInstanceOf(InstanceClosedException.class);
    }
    result(bridge.closed());
    result(tenant.closed());
    result(guest.closed());
    pool.closed().block(Duration.ofSeconds(30));
    assertThatExceptionOfType(InstanceClosedException.class)
        .isThrownBy(() -> Guests.calls(desk).tenant(tenant).build())
        .withMessage("tenant \"one\" is closed");
    assertThat(failure(Guests.calls(desk).tenant(tenant).buildAsync()))
        .isInstanceOf(InstanceClosedException.class);
    assertThatExceptionOfType(InstanceClosedException.class)
        .isThrownBy(() -> InstancePool.builder(Guests.calls(desk).tenant(tenant)).build());
    assertThatExceptionOfType(InstanceClosedException.class)
        .isThrownBy(() -> Tenant.builder("late").within(bridge).build());
    assertThat(failure(pool.function("twice").future(Integer.class, 1)))
        .isInstanceOf(InstanceClosedException.class);
    assertThat(result(stranger.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
  }

  @Test
  void callsMayEndBeforeATenantClosesForAsLongAsTheyAreGiven() {
    Tenant tenant = Tenant.builder("patient").build();
    AsyncInstance guest = Guests.calls(desk).tenant(tenant).build();
    InstancePool pool = InstancePool.builder(Guests.calls(desk).tenant(tenant)).size(1).build();
    CompletableFuture<Integer> one = guest.function("twice").future(Integer.class, 1);
    CompletableFuture<Integer> two = pool.function("twice").future(Integer.class, 1);
    Request first = desk.take();
    Request second = desk.take();
    CompletableFuture<Void> closed = tenant.close(Duration.ofMinutes(1));
    assertThat(closed).isNotDone();
    assertThat(failure(guest.function("add").future(Integer.class, 1, 2)))
        .isInstanceOf(InstanceClosedException.class);
    first.answer(4);
    second.answer(5);
    assertThat(List.of(result(one), result(two))).containsExactlyInAnyOrder(8, 10);
    result(closed);
    assertThatIllegalArgumentException().isThrownBy(() -> tenant.close(Duration.ofSeconds(-1)));
  }

  @Test
  void whatHasNotEndedInTimeIsStopped() {
    Tenant tenant = Tenant.builder("impatient").build();
    AsyncInstance guest = Guests.calls(desk).tenant(tenant).build();
    InstancePool pool = InstancePool.builder(Guests.calls(desk).tenant(tenant)).size(1).build();
    CompletableFuture<Integer> one = guest.function("twice").future(Integer.class, 1);
    CompletableFuture<Integer> two = pool.function("twice").future(Integer.class, 1);
    desk.take();
    desk.take();
    result(tenant.close(Duration.ofMillis(20)));
    assertThat(failure(one)).isInstanceOf(InstanceClosedException.class);
    assertThat(failure(two)).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void askingAPoolWhenItIsClosedDoesNotCloseIt() {
    InstancePool pool = InstancePool.builder(Guests.calls(call -> 1)).size(1).build();
    CompletableFuture<Void> closed = pool.closed().toFuture();
    assertThat(result(pool.function("twice").future(Integer.class, 1))).isEqualTo(2);
    assertThat(closed).isNotDone();
    pool.close();
    result(closed);
  }

  @Test
  void allInstancesOfALargePoolMayEndAtTheSameTime() {
    int size = 300;
    InstancePool pool =
        InstancePool.builder(Guests.calls(desk)).reuse(Reuse.FRESH).size(size).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    List<Request> open = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      calls.add(pool.function("twice").future(Integer.class, 1));
    }
    for (int i = 0; i < size; i++) {
      open.add(desk.take());
    }
    CompletableFuture<Void> closed = pool.close(Duration.ofMillis(50)).toFuture();
    result(closed);
    assertThat(calls).allMatch(call -> failure(call) instanceof InstanceClosedException);
    assertThat(open).allMatch(request -> request.answer().isCancelled());
  }

  @Test
  void anInstanceThatNobodyUsesIsNotKeptByItsTenant() {
    Tenant tenant = Tenant.builder("forgetful").build();
    WeakReference<AsyncInstance> forgotten =
        new WeakReference<>(Guests.calls(call -> 1).tenant(tenant).build());
    AsyncInstance kept = Guests.calls(call -> 1).tenant(tenant).build();
    await(
        () -> {
          System.gc();
          return forgotten.get() == null && tenant.use().instances() == 1;
        },
        () -> "one instance: " + tenant.use());
    assertThat(result(kept.function("twice").future(Integer.class, 1))).isEqualTo(2);
  }

  // ---- nothing is lost at the edges of pools

  @Test
  void aResultThatComesAfterThePoolsCallerHasCancelledIsDiscarded() {
    CompletableFuture<Void> inside = new CompletableFuture<>();
    CompletableFuture<Void> go = new CompletableFuture<>();
    CompletableFuture<Object> discarded = new CompletableFuture<>();
    Object resource = new Object();
    InstancePool pool = InstancePool.builder(Guests.calls(desk)).size(1).build();
    var subscription =
        pool.mono(
                call -> {
                  inside.complete(null);
                  go.join();
                  return resource;
                })
            .doOnDiscard(Object.class, discarded::complete)
            .subscribe();
    result(inside);
    subscription.dispose();
    go.complete(null);
    assertThat(result(discarded)).isSameAs(resource);
    await(() -> pool.use().leased() == 0, pool.use()::toString);
  }

  @Test
  void aFailureThatComesAfterThePoolWasClosedIsSuppressedInTheReason() {
    CompletableFuture<Void> inside = new CompletableFuture<>();
    CompletableFuture<Void> go = new CompletableFuture<>();
    InstancePool pool = InstancePool.builder(Guests.calls(desk)).size(1).build();
    CompletableFuture<Object> call =
        pool.future(guest -> {
          inside.complete(null);
          go.join();
          throw new IllegalStateException("late");
        });
    result(inside);
    pool.close();
    go.complete(null);
    assertThat(failure(call))
        .isInstanceOf(InstanceClosedException.class)
        .satisfies(reason ->
            assertThat(reason.getSuppressed())
                .singleElement()
                .hasFieldOrPropertyWithValue("message", "late"));
  }
}
