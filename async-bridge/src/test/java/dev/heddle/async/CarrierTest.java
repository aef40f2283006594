package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Limits;
import dev.heddle.wasm.TrapException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which threads carry calls. The build runs it three times, as {@link StackEdgeTest}. */
class CarrierTest {

  /** An event loop. */
  private final ExecutorService loop = loop("loop");

  private final List<AsyncInstance> guests = new ArrayList<>();

  private static ExecutorService loop(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  /** Calls that stay on the thread however long others keep it from running. */
  private static AsyncInstance.Builder inline(AsyncHostFunction get) {
    return Guests.calls(get).carrier(Carrier.inline()).computeSlice(Duration.ofMinutes(1));
  }

  private AsyncInstance guest(AsyncInstance.Builder builder) {
    AsyncInstance guest = builder.build();
    guests.add(guest);
    return guest;
  }

  /** Runs something on the event loop. */
  private <T> T onLoop(Callable<T> task) {
    return onThread(loop, task);
  }

  private static <T> T onThread(Executor thread, Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    thread.execute(future);
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The name of the platform thread that carries the current one. */
  private static String carrier() {
    String thread = Thread.currentThread().toString();
    return thread.substring(thread.indexOf('@') + 1);
  }

  @AfterEach
  void end() {
    guests.forEach(AsyncInstance::close);
    guests.forEach(guest -> result(guest.closed().thenApply(nothing -> true)));
    loop.shutdownNow();
  }

  // ---- inline

  @Test
  void aCallRunsOnTheThreadThatMakesItAndHasEndedThen() {
    List<String> carriers = new ArrayList<>();
    AsyncInstance guest = guest(inline(call -> carriers.add(carrier()) ? 4 : 0));
    CompletableFuture<Integer> call =
        onLoop(() -> {
          CompletableFuture<Integer> made = guest.function("twice").future(Integer.class, 1);
          assertThat(made).isDone();
          return made;
        });
    assertThat(call).isCompletedWithValue(8);
    assertThat(carriers).containsExactly("loop");
  }

  @Test
  void itGoesOnOnTheThreadThatCompletesWhatItWaitsFor() {
    Desk desk = new Desk();
    List<String> carriers = new ArrayList<>();
    AsyncInstance guest =
        guest(
            inline(call -> {
              carriers.add(carrier());
              int answer = call.await(desk.ask());
              carriers.add(carrier());
              return answer;
            }));
    CompletableFuture<Integer> call =
        onLoop(() -> guest.function("twice").future(Integer.class, 1));
    assertThat(call).isNotDone();
    try (ExecutorService other = loop("other")) {
      assertThat(
              onThread(
                  other,
                  () -> {
                    desk.take().answer(21);
                    return call.isDone();
                  }))
          .isTrue();
    }
    assertThat(call).isCompletedWithValue(42);
    assertThat(carriers).containsExactly("loop", "other");
  }

  @Test
  void monitorsAndLocksOfTheThreadStayItsOwn() {
    Desk desk = new Desk();
    Object[] monitors = IntStream.range(0, 12).mapToObj(i -> new Object()).toArray();
    ReentrantLock lock = new ReentrantLock();
    AsyncInstance guest =
        guest(
            inline(call -> {
              synchronized (desk) {
                return call.await(desk.ask());
              }
            }));
    // as many times as HotSpot needs to compile it
    for (int i = 0; i < 300; i++) {
      int held = i % 13;
      CompletableFuture<Integer> call =
          onLoop(() -> {
            lock.lock();
            try {
              return holding(
                  monitors, held, () -> guest.function("twice").future(Integer.class, 1));
            } finally {
              lock.unlock();
            }
          });
      onLoop(() ->
          holding(
              monitors,
              held,
              () -> {
                desk.take().answer(3);
                return 0;
              }));
      assertThat(call).isCompletedWithValue(6);
      for (Object monitor : monitors) {
        synchronized (monitor) {
          assertThat(lock.isLocked()).isFalse();
        }
      }
    }
  }

  private static <T> T holding(Object[] monitors, int count, Callable<T> task) throws Exception {
    if (count == 0) {
      return task.call();
    }
    synchronized (monitors[count - 1]) {
      T result = holding(monitors, count - 1, task);
      assertThat(Thread.holdsLock(monitors[count - 1])).isTrue();
      return result;
    }
  }

  @Test
  void aGuestThatWantsAMonitorOfTheThreadWaitsForItElsewhere() {
    Object monitor = new Object();
    List<String> carriers = new ArrayList<>();
    AsyncInstance guest =
        guest(
            inline(call -> {
              carriers.add(carrier());
              synchronized (monitor) {
                carriers.add(carrier());
                return 5;
              }
            }));
    CompletableFuture<Integer> call =
        onLoop(() -> {
          synchronized (monitor) {
            CompletableFuture<Integer> made = guest.function("twice").future(Integer.class, 1);
            assertThat(made).isNotDone();
            return made;
          }
        });
    assertThat(result(call)).isEqualTo(10);
    assertThat(carriers).hasSize(2).startsWith("loop").doesNotHaveDuplicates();
  }

  @Test
  void anInterruptThatTheThreadHadIsKept() {
    Desk desk = new Desk();
    boolean[] seen = new boolean[1];
    AsyncInstance guest =
        guest(
            inline(call -> {
              seen[0] |= Thread.currentThread().isInterrupted();
              return desk.ask();
            }));
    CompletableFuture<Integer> call =
        onLoop(() -> {
          Thread.currentThread().interrupt();
          CompletableFuture<Integer> made = guest.function("twice").future(Integer.class, 1);
          assertThat(Thread.interrupted()).isTrue();
          return made;
        });
    Desk.Request request = desk.take();
    onLoop(() -> {
      Thread.currentThread().interrupt();
      request.answer(1);
      assertThat(Thread.interrupted()).isTrue();
      return 0;
    });
    assertThat(call).isCompletedWithValue(2);
    assertThat(seen[0]).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void aChainOfCallsThatWakeEachOtherTakesNoStack(int stores) {
    int length = 5_000;
    List<CompletableFuture<Integer>> links =
        IntStream.rangeClosed(0, length).mapToObj(i -> new CompletableFuture<Integer>()).toList();
    for (int i = 0; i < stores; i++) {
      guest(inline(call -> link(call, links)).policy(Concurrency.INTERLEAVED));
    }
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, length)
            .mapToObj(i -> guests.get(i % stores).function("twice").future(Integer.class, i))
            .toList();
    onLoop(() -> links.getFirst().complete(1));
    assertThat(result(links.getLast())).isEqualTo(length + 1);
    for (int i = 0; i < length; i++) {
      assertThat(result(calls.get(i))).isEqualTo(2 * (i + 1));
    }
  }

  private static int link(AsyncHostCall call, List<CompletableFuture<Integer>> links) {
    int own = call.i32(0);
    int value = call.await(links.get(own));
    links.get(own + 1).complete(value + 1);
    return value;
  }

  @Test
  void aCallThatACallMakesHasItsTurnOnTheSameThread() {
    List<String> carriers = new ArrayList<>();
    AsyncInstance inner = guest(inline(call -> carriers.add(carrier()) ? 7 : 0));
    AsyncInstance outer =
        guest(
            inline(call -> {
              int value = call.await(inner.function("twice").future(Integer.class, 1));
              carriers.add(carrier());
              return value;
            }));
    // A thread that was kept from running for some milliseconds goes on with nothing.
    for (int i = 0; i < 100 && !carriers.equals(List.of("loop", "loop")); i++) {
      carriers.clear();
      CompletableFuture<Integer> call =
          onLoop(() -> outer.function("twice").future(Integer.class, 1));
      assertThat(result(call)).isEqualTo(28);
    }
    assertThat(carriers).containsExactly("loop", "loop");
  }

  @Test
  void aGuestThatComputesForLongDoesNotHoldTheThread() {
    AsyncInstance guest = guest(Guests.compute().carrier(Carrier.inline()));
    CompletableFuture<Void> call = onLoop(() -> guest.function("spin").future(Void.class));
    assertThat(onLoop(() -> "free")).isEqualTo("free");
    assertThat(call).isNotDone();
    assertThat(onLoop(() -> call.cancel(true))).isTrue();
    assertThat(failure(call)).isInstanceOf(CancellationException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aGuestThatIsSuspendedForNothingAgainAndAgainDoesNotHoldTheThread(Concurrency policy) {
    AsyncInstance guest =
        guest(
            inline(call -> 1)
                .computeSlice(Duration.ofMillis(10))
                .semantics(Semantics.STRICT)
                .policy(policy));
    CompletableFuture<Integer> call =
        onLoop(() -> guest.function("sum").future(Integer.class, Integer.MAX_VALUE));
    assertThat(onLoop(() -> "free")).isEqualTo("free");
    assertThat(call).isNotDone();
    assertThat(onLoop(() -> call.cancel(true))).isTrue();
    assertThat(failure(call)).isInstanceOf(CancellationException.class);
  }

  @Test
  void asManyOfThemAsThereAreProcessorsAndMoreLetOthersThrough() {
    int many = 2 * Runtime.getRuntime().availableProcessors() + 1;
    for (int i = 0; i < many; i++) {
      AsyncInstance guest = guest(Guests.compute().carrier(Carrier.inline()));
      onLoop(() -> guest.function("spin").future(Void.class));
    }
    AsyncInstance quick = guest(Guests.compute().carrier(Carrier.inline()));
    for (int i = 0; i < 100; i++) {
      assertThat(result(onLoop(() -> quick.function("one").future(Integer.class)))).isEqualTo(1);
    }
  }

  @Test
  void cancellingOnALoopUnwindsTheGuestThere() {
    List<String> carriers = new ArrayList<>();
    CompletableFuture<Integer> never = new CompletableFuture<>();
    AsyncInstance guest =
        guest(
            inline(call -> {
              try {
                return call.await(never);
              } finally {
                carriers.add(carrier());
              }
            }));
    CompletableFuture<Integer> call =
        onLoop(() -> guest.function("twice").future(Integer.class, 1));
    assertThat(onLoop(() -> call.cancel(true) && call.isDone())).isTrue();
    assertThat(call).isCancelled();
    assertThat(never).isCompletedExceptionally();
    assertThat(carriers).containsExactly("loop");
  }

  @Test
  void aDeadlineUnwindsTheGuestOnNoThreadThatServesOthers() {
    CompletableFuture<String> unwoundOn = new CompletableFuture<>();
    AsyncInstance guest =
        guest(
            inline(call -> {
              try {
                return call.await(new CompletableFuture<Integer>());
              } finally {
                unwoundOn.complete(carrier());
              }
            }));
    CompletableFuture<Integer> call =
        onLoop(() ->
            guest.function("twice").withDeadline(Duration.ofMillis(300)).future(Integer.class, 1));
    assertThat(failure(call)).isInstanceOf(DeadlineExceededException.class);
    assertThat(result(unwoundOn)).doesNotStartWith("heddle-").isNotEqualTo("loop");
  }

  @Test
  void whatATimerOfTheJdkCompletesGoesOnElsewhere() {
    CompletableFuture<String> resumedOn = new CompletableFuture<>();
    AsyncInstance guest =
        guest(
            inline(call -> {
              CompletableFuture<Integer> late = new CompletableFuture<>();
              int value = call.await(late.completeOnTimeout(3, 5, TimeUnit.MILLISECONDS));
              resumedOn.complete(carrier());
              return value;
            }));
    assertThat(result(onLoop(() -> guest.function("twice").future(Integer.class, 1)))).isEqualTo(6);
    assertThat(result(resumedOn)).startsWith("ForkJoinPool-1-worker");
  }

  @Test
  void callersThatBlockAndVirtualOnesAreNotCarriers() throws Exception {
    List<String> carriers = new ArrayList<>();
    AsyncInstance guest = guest(inline(call -> carriers.add(carrier()) ? 1 : 0));
    assertThat(onLoop(() -> guest.function("twice").call(Integer.class, 1))).isEqualTo(2);
    CompletableFuture<Integer> made = new CompletableFuture<>();
    Thread.startVirtualThread(
            () -> guest.function("twice").future(Integer.class, 1).thenAccept(made::complete))
        .join();
    assertThat(result(made)).isEqualTo(2);
    assertThat(carriers).hasSize(2).allMatch(name -> name.startsWith("ForkJoinPool-1-worker"));
  }

  @ParameterizedTest
  @ValueSource(ints = {160, 256, 600})
  void aThreadWithASmallStackCarriesWhatItCan(int kilobytes) throws Exception {
    AsyncInstance guest =
        guest(
            Guests.compute(call -> 0)
                .carrier(Carrier.inline())
                .limits(Limits.builder().maxCallDepth(100_000).build()));
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    Thread small =
        new Thread(
            null,
            () -> {
              for (int depth = 1; depth < 3_000; depth += 37) {
                calls.add(guest.function("descend").future(Integer.class, depth));
              }
            },
            "small",
            kilobytes * 1024L);
    small.start();
    small.join();
    assertThat(calls).hasSize(82);
    for (int i = 0; i < calls.size(); i++) {
      int depth = 1 + 37 * i;
      assertThat(calls.get(i).handle((value, failure) -> failure == null ? value : failure).get())
          .satisfiesAnyOf(
              value -> assertThat(value).isEqualTo(depth),
              value -> assertThat(value).isInstanceOf(TrapException.class));
    }
  }

  @ParameterizedTest
  @CsvSource({"SERIAL, 1", "INTERLEAVED, 2"})
  void callsOfSeveralLoopsAreOneAtATimeAndAllEnd(Concurrency policy, long seed) {
    Random random = new Random(seed);
    AtomicInteger inside = new AtomicInteger();
    Desk desk = new Desk();
    AsyncInstance guest =
        guest(
            inline(
                    call -> {
                      assertThat(inside.incrementAndGet()).isEqualTo(1);
                      CompletableFuture<Integer> answer =
                          call.i32(0) % 3 == 0 ? CompletableFuture.completedFuture(1) : desk.ask();
                      assertThat(inside.decrementAndGet()).isZero();
                      return call.await(answer) + call.i32(0);
                    })
                .policy(policy));
    List<ExecutorService> loops = List.of(loop("one"), loop("two"), loop("three"));
    int count = 1_000;
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int own = i;
      CompletableFuture<Integer> call = new CompletableFuture<>();
      calls.add(call);
      loops
          .get(random.nextInt(3))
          .execute(() ->
              guest
                  .function("twice")
                  .future(Integer.class, own)
                  .whenComplete((value, failure) -> {
                    if (failure == null) {
                      call.complete(value);
                    } else {
                      call.completeExceptionally(failure);
                    }
                  }));
    }
    int asked = count - (count + 2) / 3;
    for (int i = 0; i < asked; i++) {
      Desk.Request request = desk.take();
      loops.get(random.nextInt(3)).execute(() -> request.answer(1));
    }
    for (int i = 0; i < count; i++) {
      assertThat(result(calls.get(i))).isEqualTo(2 * (i + 1));
    }
    loops.forEach(ExecutorService::shutdown);
    Desk.await(() -> guest.calls().isEmpty(), () -> "the end of " + guest.calls());
  }

  // ---- on an executor

  @Test
  void anExecutorRunsAllPartsOfACall() {
    List<String> carriers = new ArrayList<>();
    Desk desk = new Desk();
    AsyncInstance guest =
        guest(
            Guests.calls(
                    call -> {
                      carriers.add(carrier());
                      int answer = call.await(desk.ask());
                      carriers.add(carrier());
                      Thread.sleep(1);
                      carriers.add(carrier());
                      return answer;
                    })
                .carrier(Carrier.on(loop)));
    CompletableFuture<Integer> call = guest.function("twice").future(Integer.class, 1);
    desk.take().answer(2);
    assertThat(result(call)).isEqualTo(4);
    assertThat(carriers).containsExactly("loop", "loop", "loop");
  }

  @Test
  void whatAnExecutorRejectsRunsAllTheSame() {
    Desk desk = new Desk();
    AsyncInstance guest = guest(Guests.calls(call -> desk.ask()).carrier(Carrier.on(loop)));
    CompletableFuture<Integer> before = guest.function("twice").future(Integer.class, 1);
    Desk.Request request = desk.take();
    loop.shutdownNow();
    request.answer(4);
    assertThat(result(before)).isEqualTo(8);
    CompletableFuture<Integer> after = guest.function("twice").future(Integer.class, 1);
    desk.take().answer(5);
    assertThat(result(after)).isEqualTo(10);
  }

  @Test
  void anExecutorMayRunThingsAtOnceOnVirtualThreadsOrRefuseThem() {
    Executor refuses =
        task -> {
          throw new RejectedExecutionException("never");
        };
    Executor both =
        task -> {
          task.run();
          throw new RejectedExecutionException("done already");
        };
    Object monitor = new Object();
    for (Executor executor :
        List.<Executor>of(Runnable::run, Thread::startVirtualThread, refuses, both)) {
      Desk desk = new Desk();
      AsyncInstance guest = guest(Guests.calls(call -> desk.ask()).carrier(Carrier.on(executor)));
      CompletableFuture<Integer> call;
      synchronized (monitor) {
        call = guest.function("twice").future(Integer.class, 1);
        assertThat(Thread.holdsLock(monitor)).isTrue();
      }
      synchronized (monitor) {
        desk.take().answer(4);
        assertThat(Thread.holdsLock(monitor)).isTrue();
      }
      assertThat(result(call)).isEqualTo(8);
    }
  }

  @Test
  void onAnExecutorAGuestThatComputesLetsOthersIn() throws Exception {
    AsyncInstance guest = guest(Guests.compute().carrier(Carrier.on(loop)));
    CompletableFuture<Void> call = guest.function("spin").future(Void.class);
    CountDownLatch othersRan = new CountDownLatch(5);
    Runnable other =
        new Runnable() {
          @Override
          public void run() {
            othersRan.countDown();
            if (othersRan.getCount() > 0) {
              loop.execute(this);
            }
          }
        };
    loop.execute(other);
    assertThat(othersRan.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(call).isNotDone();
  }

  @Test
  void aCarrierSaysWhatItIs() {
    assertThat(Carrier.jdk()).hasToString("jdk");
    assertThat(Carrier.inline()).hasToString("inline");
    assertThat(Carrier.inline().orJdk()).isSameAs(Carrier.inline());
    assertThat(Carrier.on(loop).obstacle()).isEmpty();
  }
}
