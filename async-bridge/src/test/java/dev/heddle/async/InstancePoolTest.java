package dev.heddle.async;

import static dev.heddle.async.Desk.await;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TrapException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Pools of instances: who gets which, in which state, and what happens at the edges. */
class InstancePoolTest {

  private final Desk desk = new Desk();

  private InstancePool.Builder pool() {
    return InstancePool.builder(Guests.session(desk));
  }

  private static int visit(InstancePool pool) {
    return result(pool.function("visit").future(Integer.class));
  }

  private static void awaitIdle(InstancePool pool) {
    await(() -> pool.use().leased() == 0, () -> "instances to come back: " + pool.use());
  }

  @ParameterizedTest
  @CsvSource({"RESTORED, 0", "FRESH, 0", "KEPT, 2"})
  void whatOneLeaseLeavesBehind(Reuse reuse, int more) {
    InstancePool pool = pool().size(1).reuse(reuse).build();
    for (int i = 0; i < 20; i++) {
      assertThat(visit(pool)).isEqualTo(i * more);
    }
    awaitIdle(pool);
    await(() -> pool.use().instances() <= 1, () -> "others to be closed: " + pool.use());
  }

  @ParameterizedTest
  @EnumSource
  void afterATrapAnInstanceIsAsNew(Reuse reuse) {
    InstancePool pool = pool().size(1).reuse(reuse).build();
    for (int i = 0; i < 10; i++) {
      assertThat(visit(pool)).isZero();
      assertThat(failure(pool.function("fail").future(Void.class)))
          .isInstanceOf(TrapException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterACallWasStoppedAnInstanceIsAsNew(Reuse reuse) {
    InstancePool pool = pool().size(1).reuse(reuse).build();
    for (int i = 0; i < 10; i++) {
      assertThat(visit(pool)).isZero();
      CompletableFuture<Integer> asked = pool.function("ask").future(Integer.class, 7);
      Request request = desk.take();
      asked.cancel(true);
      await(request.answer()::isCancelled, () -> "the import to be cancelled");
      assertThat(
              failure(pool.function("spin").withDeadline(Duration.ofMillis(20)).future(Void.class)))
          .isInstanceOf(DeadlineExceededException.class);
    }
    assertThat(result(pool.function("stack").future(Integer.class))).isEqualTo(65_536);
  }

  @Test
  void theyArePreparedOnce() {
    AtomicInteger prepared = new AtomicInteger();
    InstancePool pool =
        pool()
            .size(3, 8)
            .prepare(call -> {
              prepared.incrementAndGet();
              int asked = call.instance().function("visit").callInt();
              return asked + call.await(CompletableFuture.supplyAsync(() -> 1));
            })
            .build();
    assertThat(pool.warmUp().block()).isEqualTo(3);
    assertThat(pool.use()).isEqualTo(new PoolUse(0, 3, 0, 3));
    List<CompletableFuture<Integer>> visits = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      visits.add(pool.function("visit").future(Integer.class));
    }
    for (CompletableFuture<Integer> visited : visits) {
      assertThat(result(visited)).isEqualTo(2);
    }
    assertThat(prepared).hasValue(1);
  }

  @Test
  void aPreparationThatFailsIsTriedAnew() {
    AtomicInteger prepared = new AtomicInteger();
    InstancePool pool =
        pool()
            .prepare(call -> {
              if (prepared.incrementAndGet() < 3) {
                throw new IllegalStateException("no database");
              }
              return null;
            })
            .build();
    for (int i = 0; i < 2; i++) {
      assertThat(failure(pool.function("visit").future(Integer.class))).hasMessage("no database");
    }
    assertThat(visit(pool)).isZero();
    assertThat(prepared).hasValue(3);
  }

  @Test
  void asManyRunAsThereAreInstancesAndTheOthersWaitInTurn() {
    InstancePool pool = pool().size(3).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(pool.function("ask").future(Integer.class, i));
      int count = i + 1;
      await(
          () -> pool.use().leased() + pool.use().waiting() == count,
          () -> count + " callers: " + pool.use());
    }
    List<Request> first = List.of(desk.take(), desk.take(), desk.take());
    assertThat(desk.isEmpty()).isTrue();
    assertThat(pool.use()).isEqualTo(new PoolUse(3, 0, 3, 3));
    assertThat(first).extracting(Request::argument).containsExactlyInAnyOrder(0, 1, 2);
    for (int i = 3; i < 6; i++) {
      first.get(i - 3).answer(100);
      Request next = desk.take();
      assertThat(next.argument()).isEqualTo(i);
      next.answer(100);
    }
    for (int i = 0; i < 6; i++) {
      assertThat(result(calls.get(i))).isEqualTo(100 + i);
    }
  }

  @Test
  void moreThanMayWaitAreRejected() {
    InstancePool pool = pool().size(1).maxWaiting(2).build();
    CompletableFuture<Integer> running = pool.function("ask").future(Integer.class, 1);
    Request request = desk.take();
    CompletableFuture<Integer> second = pool.function("visit").future(Integer.class);
    CompletableFuture<Integer> third = pool.function("visit").future(Integer.class);

    assertThat(failure(pool.function("visit").future(Integer.class)))
        .isInstanceOfSatisfying(
            CallRejectedException.class, e -> assertThat(e.bound()).isEqualTo(2))
        .hasMessage(
            "\"visit\" was rejected: all instances of the pool are leased, 2 wait for one, and no"
                + " more may");
    request.answer(1);
    assertThat(result(running)).isEqualTo(2);
    assertThat(result(second)).isZero();
    assertThat(result(third)).isZero();
  }

  @Test
  void aDeadlineIncludesWaitingForAnInstance() {
    InstancePool pool = pool().size(1).build();
    CompletableFuture<Integer> running = pool.function("ask").future(Integer.class, 1);
    Request request = desk.take();
    PooledFunction visit = pool.function("visit").withDeadline(Duration.ofMillis(30));

    assertThat(failure(visit.future(Integer.class)))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("while it waited for an instance of the pool");
    assertThat(pool.use().waiting()).isZero();
    request.answer(1);
    assertThat(result(running)).isEqualTo(2);
  }

  @Test
  void whoStopsWaitingGetsNoInstance() {
    InstancePool pool = pool().size(1).build();
    CompletableFuture<Integer> running = pool.function("ask").future(Integer.class, 1);
    Request request = desk.take();
    Disposable waiting = pool.function("visit").mono(Integer.class).subscribe();
    waiting.dispose();
    assertThat(pool.use().waiting()).isZero();
    request.answer(1);
    assertThat(result(running)).isEqualTo(2);
    assertThat(visit(pool)).isZero();
  }

  @Test
  void aSessionHasOneInstance() {
    InstancePool pool = pool().size(2).build();
    Flux<Integer> session =
        pool.session(guest -> guest.function("visit").mono(Integer.class).repeat(3));

    assertThat(session.collectList().block()).containsExactly(0, 2, 4, 6);
    assertThat(session.take(2).collectList().block()).containsExactly(0, 2);
    assertThat(
            pool.<Integer>session(guest -> Flux.error(new IllegalStateException("mine")))
                .collectList()
                .onErrorReturn(IllegalStateException.class, List.of(-1))
                .block())
        .containsExactly(-1);
    awaitIdle(pool);
  }

  @Test
  void whatASessionLeavesRunningIsStopped() {
    InstancePool pool = pool().size(1).build();
    AtomicReference<CompletableFuture<Integer>> left = new AtomicReference<>();
    AtomicReference<Request> asked = new AtomicReference<>();
    pool.session(
            guest -> {
              left.set(guest.function("ask").future(Integer.class, 1));
              asked.set(desk.take());
              return Mono.just(1);
            })
        .blockLast();

    assertThat(failure(Objects.requireNonNull(left.get())))
        .hasCauseInstanceOf(CallCancelledException.class)
        .hasMessageContaining("went back to the pool");
    assertThat(Objects.requireNonNull(asked.get()).answer()).isCancelled();
    assertThat(visit(pool)).isZero();
  }

  @Test
  void aLeaseIsHeldUntilItIsClosed() throws InterruptedException {
    InstancePool pool = pool().size(1).build();
    try (InstanceLease lease = pool.lease()) {
      assertThat(lease.instance().function("visit").call(Integer.class)).isZero();
      assertThat(lease.instance().function("visit").call(Integer.class)).isEqualTo(2);
      assertThat(pool.use().leased()).isEqualTo(1);
      lease.release().block();
      assertThat(pool.use().idle()).isEqualTo(1);
    }
    assertThat(pool.<Integer>call(call -> call.instance().function("visit").callInt())).isZero();
    assertThat(pool.function("visit").call(Integer.class)).isZero();
  }

  @Test
  void aCallMayLeaseFromAnotherPool() {
    InstancePool inner = pool().size(1).build();
    InstancePool outer =
        InstancePool.builder(Guests.session(call -> inner.function("visit").call(Integer.class)))
            .size(4)
            .build();
    List<CompletableFuture<Integer>> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      asked.add(outer.function("ask").future(Integer.class, i));
    }
    for (int i = 0; i < 40; i++) {
      assertThat(result(asked.get(i))).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noLeaseIsLostToWhoIsInterruptedWhileItComes(long seed) throws InterruptedException {
    InstancePool pool = pool().size(2).maxWaiting(100).build();
    Random random = new Random(seed);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int j = 0; j < 500; j++) {
                  try (InstanceLease lease = pool.lease()) {
                    assertThat(lease.instance()).isNotNull();
                  } catch (InterruptedException e) {
                    // as the test wants: the next one is asked for
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        threads.get(random.nextInt(threads.size())).interrupt();
        for (int spin = random.nextInt(2_000); spin > 0; spin--) {
          Thread.onSpinWait();
        }
      }
    }
    awaitIdle(pool);
    assertThat(visit(pool)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noLeaseIsLostToACallThatIsStoppedWhileItComes(long seed) {
    InstancePool inner = pool().size(1).maxWaiting(1_000).build();
    Random random = new Random(seed);
    AsyncInstance outer =
        Guests.session(
                call -> {
                  try (InstanceLease lease = inner.lease()) {
                    return lease.instance().function("visit").call(Integer.class);
                  }
                })
            .policy(Concurrency.INTERLEAVED)
            .build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      calls.add(outer.function("ask").future(Integer.class, 0));
      if (random.nextBoolean()) {
        calls.get(random.nextInt(calls.size())).cancel(true);
      }
    }
    for (CompletableFuture<Integer> call : calls) {
      result(call.handle((value, failure) -> 1));
    }
    awaitIdle(inner);
    assertThat(visit(inner)).isZero();
  }

  @Test
  void threadsThatMustNotBlockAreRefused() {
    InstancePool pool = pool().build();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Mono.fromCallable(() -> pool.lease()).subscribeOn(Schedulers.parallel()).block())
        .withMessageContaining("must not block: use acquire, session, mono or future");
  }

  @Test
  void closingEndsCallsAndThoseWhoWait() {
    InstancePool pool = pool().size(2).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(pool.function("ask").future(Integer.class, i));
    }
    desk.take();
    desk.take();

    pool.close();

    for (CompletableFuture<Integer> call : calls) {
      assertThat(failure(call)).isInstanceOf(InstanceClosedException.class);
    }
    assertThat(failure(pool.function("visit").future(Integer.class)))
        .isInstanceOf(InstanceClosedException.class)
        .hasMessage("\"visit\" was made after its pool was closed");
    pool.closed().block();
    await(() -> pool.use().instances() == 0, () -> "all to be closed: " + pool.use());
  }

  @Test
  void closingStopsWhatIsBeingMade() {
    CompletableFuture<Integer> prepared = new CompletableFuture<>();
    CompletableFuture<Thread> preparing = new CompletableFuture<>();
    AtomicInteger unwound = new AtomicInteger();
    InstancePool pool =
        pool()
            .prepare(call -> {
              try {
                preparing.complete(Thread.currentThread());
                return call.await(prepared);
              } finally {
                unwound.incrementAndGet();
              }
            })
            .build();
    CompletableFuture<Integer> visit = pool.function("visit").future(Integer.class);
    result(preparing);

    pool.close();

    assertThat(failure(visit)).isInstanceOf(InstanceClosedException.class);
    pool.closed().block();
    assertThat(unwound).hasValue(1);
    assertThat(prepared).isCancelled();
  }

  @Test
  void closingGentlyLetsCallsEnd() {
    InstancePool pool = pool().size(2).build();
    CompletableFuture<Integer> call = pool.function("ask").future(Integer.class, 1);
    Request request = desk.take();

    CompletableFuture<Void> closing = pool.close(Duration.ofMinutes(1)).toFuture();

    assertThat(failure(pool.function("visit").future(Integer.class)))
        .isInstanceOf(InstanceClosedException.class);
    assertThat(closing).isNotDone();
    request.answer(1);
    assertThat(result(call)).isEqualTo(2);
    result(closing.thenApply(nothing -> 1));
  }

  @ParameterizedTest
  @CsvSource({"FRESH, 0", "KEPT, 1"})
  void withoutSnapshotsInstancesAreMadeAnew(Reuse reuse, int more) {
    AtomicInteger prepared = new AtomicInteger();
    InstancePool pool =
        InstancePool.builder(AsyncInstance.builder(Guests.load("shared")))
            .reuse(reuse)
            .size(1)
            .prepare(call -> prepared.incrementAndGet())
            .build();
    for (int i = 0; i < 5; i++) {
      assertThat(visit(pool)).isEqualTo(i * more);
    }
    assertThat(prepared).hasValue(more == 0 ? 5 : 1);
    assertThat(failure(pool.function("fail").future(Void.class))).isInstanceOf(TrapException.class);
    assertThat(visit(pool)).isZero();
  }

  @Test
  void whatCannotBeRestoredIsRefused() {
    InstancePool pool = InstancePool.builder(AsyncInstance.builder(Guests.load("shared"))).build();

    assertThat(failure(pool.function("visit").future(Integer.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is shared, others may change it")
        .hasMessageContaining("use Reuse.FRESH or Reuse.KEPT");
  }

  @Test
  void whatCannotBeIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InstancePool.builder(Guests.session(desk).store(Store.create())))
        .withMessageContaining("leave out store");
    assertThatIllegalArgumentException().isThrownBy(() -> pool().size(0));
    assertThatIllegalArgumentException().isThrownBy(() -> pool().maxWaiting(-1));
    InstancePool pool = pool().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.function("vist"))
        .withMessageContaining("visit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.function("ask").mono(Integer.class))
        .withMessageContaining("ask");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.function("visit").future(String.class))
        .withMessageContaining("java.lang.Integer");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nobodyFindsWhatOthersLeft(long seed) {
    InstancePool pool =
        InstancePool.builder(Guests.session(call -> Mono.just(call.i32(0)).hide()))
            .size(4)
            .maxWaiting(10_000)
            .build();
    Random random = new Random(seed);
    Set<AsyncInstance> inUse = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<?>> all = new ArrayList<>();
    List<Throwable> wrong = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int what = random.nextInt(6);
      CompletableFuture<?> future =
          switch (what) {
            case 0 -> pool.function("fail").future(Void.class);
            case 1 -> pool.function("spin").withDeadline(Duration.ofMillis(2)).future(Void.class);
            case 2 -> pool.function("ask").future(Integer.class, i);
            case 3 ->
                pool.session(
                        guest -> {
                          if (!inUse.add(guest)) {
                            return Mono.error(new AssertionError("leased twice: " + guest));
                          }
                          return guest
                              .function("visit")
                              .mono(Integer.class)
                              .repeat(2)
                              .doOnTerminate(() -> inUse.remove(guest))
                              .doOnCancel(() -> inUse.remove(guest));
                        })
                    .collectList()
                    .doOnNext(visits -> assertThat(visits).containsExactly(0, 2, 4))
                    .toFuture();
            default ->
                pool.function("visit")
                    .mono(Integer.class)
                    .doOnNext(visited -> assertThat(visited).isZero())
                    .toFuture();
          };
      all.add(
          future.whenComplete((value, failure) -> {
            if (failure instanceof AssertionError) {
              synchronized (wrong) {
                wrong.add(failure);
              }
            }
          }));
      if (random.nextInt(4) == 0) {
        all.get(random.nextInt(all.size())).cancel(true);
      }
    }
    for (CompletableFuture<?> each : all) {
      result(each.handle((value, failure) -> 1));
    }
    assertThat(wrong).isEmpty();
    awaitIdle(pool);
    assertThat(pool.use().waiting()).isZero();
    assertThat(pool.use().instances()).isLessThanOrEqualTo(4);
  }

  @Test
  void itsMessagesNameTheModule() {
    assertThat(pool().build()).hasToString("pool of instances of " + Guests.SESSION);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> pool().size(3, 2))
        .withMessage("a pool has 0 or more instances to 1 or more, not 3 to 2");
  }
}
