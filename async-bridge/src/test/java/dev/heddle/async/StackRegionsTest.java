package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.async.Desk.Request;
import dev.heddle.async.GuestStacks.Isolation;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.WasmModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stack region for each call: rule S7. */
class StackRegionsTest {

  private static final WasmModule STACKS = Guests.load("stacks");
  private static final WasmModule SHARING = Guests.load("sharing");
  private static final WasmModule ALLOCATOR = Guests.load("allocator");

  private static final int SEEDS = Integer.getInteger("heddle.test.seeds", 3);

  private final Desk desk = new Desk();

  /** Fills buffers of guests while these wait, which is what most libraries would do. */
  private final Desk reads = new Desk();

  private AsyncInstance.Builder stacks(StackRegions regions) {
    return AsyncInstance.builder(STACKS)
        .imports(
            AsyncImports.builder()
                .suspending("env", "wait", desk)
                .suspending(
                    "env",
                    "read",
                    call -> {
                      Memory memory = call.memory();
                      int buffer = call.i32(0);
                      int length = call.i32(1);
                      byte value = (byte) call.i32(2);
                      return reads
                          .ask()
                          .thenApply(nothing -> {
                            memory.fill(buffer, length, value);
                            return length;
                          });
                    })
                .build())
        .policy(Concurrency.INTERLEAVED)
        .stackRegions(regions);
  }

  private AsyncInstance allocator(StackRegions regions) {
    return AsyncInstance.builder(ALLOCATOR)
        .imports(AsyncImports.builder().suspending("env", "get", desk).build())
        .policy(Concurrency.INTERLEAVED)
        .stackRegions(regions)
        .build();
  }

  // ---- what it is for

  @Test
  void whereStacksAreCopiedPointersIntoThemCorruptOthers() {
    AsyncInstance guest = stacks(StackRegions.none()).build();
    CompletableFuture<Integer> taker = guest.function("take").future(Integer.class, 1);
    Request waiting = desk.take();
    awaitCalls(guest, CallState.SUSPENDED, 1);
    Object given =
        guest
            .function("give")
            .future(Integer.class, 0x5a5a5a5a)
            .handle((changed, trap) -> trap == null ? changed : trap)
            .join();
    waiting.answer(0);
    // It follows a pointer into what is its own frame, and writes there or nowhere.
    assertThat(given)
        .satisfiesAnyOf(
            changed -> assertThat(changed).isInstanceOf(Integer.class).isNotEqualTo(0),
            trap -> assertThat(trap).isInstanceOf(TrapException.class));
    assertThat(result(taker)).isNotEqualTo(0x5a5a5a5a);
    assertThat(guest.stacks().isolation()).isEqualTo(Isolation.COPIES);
    assertThat(guest.stacks().reason()).isEqualTo("it was asked for");
  }

  @ParameterizedTest
  @EnumSource
  void withRegionsTheyStayValid(Execution execution) {
    AsyncInstance guest = stacks(StackRegions.automatic()).execution(execution).build();
    List<CompletableFuture<Integer>> takers = new ArrayList<>();
    List<Request> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      takers.add(guest.function("take").future(Integer.class, i));
      waiting.add(desk.take());
    }
    awaitCalls(guest, CallState.SUSPENDED, 20);
    assertThat(result(guest.function("give").future(Integer.class, 0x5a5a5a5a))).isZero();
    assertThat(guest.stacks().isolation()).isEqualTo(Isolation.REGIONS);
    assertThat(guest.stacks().used()).isEqualTo(20);
    waiting.reversed().forEach(request -> request.answer(0));
    assertThat(takers).allMatch(taker -> result(taker) == 0x5a5a5a5a);
    assertThat(guest.stacks().used()).isZero();
    assertThat(guest.stacks().copied()).isZero();
  }

  @Test
  void aGuestWithoutAnAllocatorThatIgnoresTheSizeOfItsMemoryHasThemToo() {
    Desk read = new Desk();
    AsyncInstance guest =
        AsyncInstance.builder(SHARING)
            .imports(
                AsyncImports.builder()
                    .suspending("env", "wait", desk)
                    .suspending(
                        "env",
                        "read",
                        call -> {
                          Memory memory = call.memory();
                          int buffer = call.i32(0);
                          byte value = (byte) call.i32(1);
                          return read.ask()
                              .thenApply(nothing -> {
                                memory.write(buffer, new byte[] {value, value, value, value});
                                return 4;
                              });
                        })
                    .build())
            .policy(Concurrency.INTERLEAVED)
            .build();
    CompletableFuture<Integer> sleeper = guest.function("sleeper").future(Integer.class);
    Request waiting = desk.take();
    assertThat(result(guest.function("waker").future(Integer.class))).isEqualTo(7);
    waiting.answer(0);
    assertThat(result(sleeper)).isEqualTo(42);
    List<CompletableFuture<Integer>> loads = new ArrayList<>();
    List<Request> asked = new ArrayList<>();
    for (int id = 1; id <= 5; id++) {
      loads.add(guest.function("load").future(Integer.class, id));
      asked.add(read.take());
    }
    awaitCalls(guest, CallState.SUSPENDED, 5);
    asked.forEach(request -> request.answer(0));
    assertThat(loads).map(Desk::result).containsExactly(4, 8, 12, 16, 20);
  }

  @Test
  void whatTheHostWritesWhileACallWaitsIsThere() {
    AsyncInstance guest = stacks(StackRegions.automatic()).build();
    List<CompletableFuture<Integer>> loads = new ArrayList<>();
    List<Request> open = new ArrayList<>();
    for (int id = 1; id <= 50; id++) {
      loads.add(guest.function("load").future(Integer.class, id, id));
      open.add(reads.take());
    }
    awaitCalls(guest, CallState.SUSPENDED, 50);
    open.forEach(request -> request.answer(0));
    for (int id = 1; id <= 50; id++) {
      assertThat(result(loads.get(id - 1))).isEqualTo(id * id);
    }
  }

  // ---- overflow

  @ParameterizedTest
  @EnumSource
  void aCallThatOverflowsItsRegionTrapsAndNobodyElseNotices(Execution execution) {
    AsyncInstance guest =
        stacks(StackRegions.automatic().size(16 << 10)).execution(execution).build();
    List<CompletableFuture<Integer>> neighbours = new ArrayList<>();
    List<Request> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      neighbours.add(guest.function("descend").future(Integer.class, 14, i));
      waiting.add(desk.take());
    }
    awaitCalls(guest, CallState.SUSPENDED, 10);
    byte[] before = memory(guest);
    for (int i = 0; i < 20; i++) {
      Throwable trap = failure(guest.function("descend").future(Integer.class, 17 + 100 * i, 0));
      assertThat(trap)
          .isInstanceOfSatisfying(
              TrapException.class,
              overflow -> assertThat(overflow.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED))
          .hasMessageContaining("stack pointer would be");
    }
    assertThat(desk.isEmpty()).isTrue();
    // One region was made for all twenty; beyond it no byte has changed.
    assertThat(guest.stacks().regions()).isEqualTo(11);
    byte[] after = memory(guest);
    int first = -1;
    int last = -1;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != after[i]) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    assertThat(last - first).isLessThan((16 << 10) + 64);
    waiting.forEach(request -> request.answer(0));
    assertThat(neighbours).allMatch(neighbour -> result(neighbour) == 14);
    assertThat(result(guest.function("heap").future(Integer.class, 50))).isZero();
  }

  /** The guest's memory, as long as nobody runs: all calls are parked or over. */
  private static byte[] memory(AsyncInstance guest) {
    return result(guest.future(call -> call.memory().read(0, (int) call.memory().size())));
  }

  @Test
  void aRegionThatIsLargerHasRoomForMore() {
    AsyncInstance small = stacks(StackRegions.automatic()).build();
    assertThat(failure(small.function("descend").future(Integer.class, 100, 0)))
        .isInstanceOf(TrapException.class);
    AsyncInstance large = stacks(StackRegions.automatic().size(1 << 20)).build();
    CompletableFuture<Integer> deep = large.function("descend").future(Integer.class, 300, 0);
    desk.take().answer(0);
    assertThat(result(deep)).isEqualTo(300);
    assertThat(large.stacks().size()).isEqualTo(1 << 20);
  }

  // ---- any order, any end

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETED", "COMPILED"})
  void callsFromManyThreadsInAnyOrderKeepTheirStacks(Execution execution) throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      AsyncInstance guest =
          AsyncInstance.builder(STACKS)
              .imports(
                  AsyncImports.builder()
                      .suspending("env", "wait", call -> later(call.i32(0), 0))
                      .suspending(
                          "env",
                          "read",
                          call -> {
                            Memory memory = call.memory();
                            int buffer = call.i32(0);
                            int length = call.i32(1);
                            byte value = (byte) call.i32(2);
                            return later(value, length)
                                .thenApply(count -> {
                                  memory.fill(buffer, count, value);
                                  return count;
                                });
                          })
                      .build())
              .policy(Concurrency.INTERLEAVED)
              .stackRegions(StackRegions.automatic().size(20 << 10).most(24))
              .execution(execution)
              .build();
      try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
        List<Future<?>> all = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
          Random random = new Random(31L * seed + caller);
          all.add(callers.submit(() -> callAtRandom(guest, random)));
        }
        for (Future<?> one : all) {
          one.get(60, TimeUnit.SECONDS);
        }
      }
      awaitCalls(guest, CallState.SUSPENDED, 0);
      GuestStacks stacks = guest.stacks();
      assertThat(stacks.used()).as("seed %d", seed).isZero();
      assertThat(stacks.regions()).isBetween(1, 24);
      assertThat(result(guest.function("heap").future(Integer.class, 50))).isZero();
      guest.close();
    }
  }

  private static CompletableFuture<Integer> later(int id, int value) {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    if (id % 3 == 0) {
      future.complete(value);
    } else {
      future.completeOnTimeout(
          value, ThreadLocalRandom.current().nextInt(1_000), TimeUnit.MICROSECONDS);
    }
    return future;
  }

  private static void callAtRandom(AsyncInstance guest, Random random) {
    for (int i = 0; i < 40; i++) {
      int id = 1 + random.nextInt(100);
      switch (random.nextInt(4)) {
        case 0 -> {
          // never in the copied part, where the host's writes would be lost
          int length = 1 + random.nextInt(100);
          CompletableFuture<Integer> load =
              guest.function("load").future(Integer.class, length, 3 * (id % 20));
          assertThat(result(load)).isEqualTo(length * 3 * (id % 20));
        }
        case 1 -> {
          int depth = 1 + random.nextInt(17);
          CompletableFuture<Integer> fits =
              guest.function("descend").future(Integer.class, depth, id);
          assertThat(result(fits)).isEqualTo(depth);
        }
        case 2 -> {
          CompletableFuture<Integer> overflows =
              guest.function("descend").future(Integer.class, 100 + random.nextInt(100), id);
          // with a region it traps; on the guest's own stack it has room
          Object end = overflows.handle((value, trap) -> trap == null ? value : trap).join();
          assertThat(end).isInstanceOfAny(TrapException.class, Integer.class);
        }
        default -> {
          CompletableFuture<Integer> cancelled =
              guest.function("descend").future(Integer.class, 8, id);
          if (random.nextBoolean()) {
            Thread.yield();
          }
          cancelled.cancel(true);
          Object end = cancelled.handle((value, why) -> why == null ? value : why).join();
          assertThat(end)
              .satisfiesAnyOf(
                  value -> assertThat(value).isEqualTo(8),
                  why -> assertThat(why).isInstanceOf(CancellationException.class));
        }
      }
    }
  }

  @Test
  void regionsAreUsedAgain() {
    AsyncInstance guest = stacks(StackRegions.automatic()).build();
    for (int i = 0; i < 300; i++) {
      CompletableFuture<Integer> call = guest.function("descend").future(Integer.class, 5, i);
      Request request = desk.take();
      switch (i % 3) {
        case 0 -> {
          request.answer(0);
          assertThat(result(call)).isEqualTo(5);
        }
        case 1 -> {
          call.cancel(true);
          failure(call);
        }
        default -> {
          request.answer().completeExceptionally(new IllegalStateException("no"));
          failure(call);
        }
      }
    }
    assertThat(guest.stacks().regions()).isEqualTo(1);
    assertThat(guest.stacks().used()).isZero();
  }

  // ---- where none can be had

  @Test
  void callsBeyondTheMostAreCopiedAndCounted() {
    AsyncInstance guest = stacks(StackRegions.automatic().most(2)).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    List<Request> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(guest.function("descend").future(Integer.class, 10, i));
      waiting.add(desk.take());
    }
    assertThat(guest.stacks().regions()).isEqualTo(2);
    assertThat(guest.stacks().copied()).isEqualTo(3);
    waiting.reversed().forEach(request -> request.answer(0));
    assertThat(calls).allMatch(call -> result(call) == 10);
    assertThat(guest.stacks().used()).isZero();
  }

  @Test
  void aMemoryThatIsFullHasNoMoreRegions() {
    AsyncInstance guest =
        stacks(StackRegions.automatic().size(100_000))
            .limits(Limits.builder().maxMemoryPages(8).build())
            .build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    List<Request> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(guest.function("descend").future(Integer.class, 20, i));
      waiting.add(desk.take());
    }
    assertThat(guest.stacks().regions()).isBetween(2, 5);
    assertThat(guest.stacks().copied()).isEqualTo(8 - guest.stacks().regions());
    waiting.forEach(request -> request.answer(0));
    assertThat(calls).allMatch(call -> result(call) == 20);
  }

  @Test
  void aGuestThatGivesNoneIsCopiedAndSaysWhy() {
    AsyncInstance guest = allocator(StackRegions.automatic());
    assertThat(guest.stacks().isolation()).isEqualTo(Isolation.COPIES);
    assertThat(guest.stacks().reason()).contains("malloc").contains("size of its memory");
    AsyncInstance serial =
        AsyncInstance.builder(STACKS)
            .imports(
                AsyncImports.builder()
                    .suspending("env", "wait", desk)
                    .suspending("env", "read", desk)
                    .build())
            .build();
    assertThat(serial.stacks().isolation()).isEqualTo(Isolation.NONE);
    assertThat(Guests.calls(desk).policy(Concurrency.INTERLEAVED).build().stacks().isolation())
        .isEqualTo(Isolation.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, -16, 262_144, 200_000})
  void anAllocatorMayAnswerWhatItLikes(int answer) {
    AsyncInstance guest = allocator(StackRegions.fromAllocator("allocate", "release"));
    guest.instance().global("answer").set(answer);
    CompletableFuture<Integer> call = guest.function("pointer").future(Integer.class, 64);
    desk.take().answer(0);
    int pointer = result(call);
    // 200,000 has not enough memory behind it for a region of 64 KiB
    assertThat(pointer).isEqualTo(65536 - 64);
    assertThat(guest.stacks().copied()).isEqualTo(1);
  }

  @Test
  void theAllocatorsOwnFailureIsThatOfTheCall() {
    AsyncInstance guest = allocator(StackRegions.fromAllocator("allocate", "release"));
    guest.instance().global("answer").set(-2);
    assertThat(failure(guest.function("pointer").future(Integer.class, 64)))
        .isInstanceOf(TrapException.class);
    guest.instance().global("answer").set(-3);
    assertThat(failure(guest.function("pointer").future(Integer.class, 64)))
        .isInstanceOf(SuspendException.class);
    desk.take();
    guest.instance().global("answer").set(131_072);
    CompletableFuture<Integer> call = guest.function("pointer").future(Integer.class, 64);
    desk.take().answer(0);
    assertThat(result(call)).isBetween(131_072, 262_144);
  }

  // ---- where they come from

  @Test
  void aRangeOfAddressesMayBeNamed() {
    AsyncInstance guest = allocator(StackRegions.fromRange(70_000, 120_000).size(10_000));
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    List<Request> waiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(guest.function("pointer").future(Integer.class, 5_000));
      waiting.add(desk.take());
    }
    waiting.forEach(request -> request.answer(0));
    List<Integer> pointers = calls.stream().map(Desk::result).toList();
    assertThat(pointers.subList(0, 4)).allMatch(at -> at >= 70_000 && at < 120_000);
    assertThat(pointers.subList(0, 4)).doesNotHaveDuplicates().allMatch(at -> at % 8 == 0);
    assertThat(pointers.subList(4, 6)).containsOnly(65536 - 5_000);
    assertThat(guest.instance().global("allocations").get()).isEqualTo(0);
  }

  @Test
  void aRangeMayBeginWhereAnExportSays() {
    AsyncInstance guest = allocator(StackRegions.fromExport("stacks", 131_072).size(4_096));
    CompletableFuture<Integer> call = guest.function("pointer").future(Integer.class, 4_096);
    desk.take().answer(0);
    assertThat(result(call)).isBetween(131_072, 131_072 + 256);
    assertThat(failure(guest.function("pointer").future(Integer.class, 4_160)))
        .isInstanceOf(TrapException.class);
  }

  @Test
  void whatDoesNotFitTheModuleIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> allocator(StackRegions.fromAllocator("malloc", "free")))
        .withMessageContaining("to export \"malloc\"")
        .withMessageContaining("there is none of this name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> allocator(StackRegions.fromAllocator("allocate", "pages")))
        .withMessageContaining("\"pages\"")
        .withMessageContaining("it is");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> allocator(StackRegions.fromExport("answer", 1 << 20)))
        .withMessageContaining("\"answer\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> allocator(StackRegions.fromRange(0, 1_000)))
        .withMessageContaining("found one of 1000");
    assertThatIllegalArgumentException().isThrownBy(() -> StackRegions.fromRange(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> StackRegions.automatic().size(100));
    assertThatIllegalArgumentException().isThrownBy(() -> StackRegions.automatic().most(0));
  }

  // ---- snapshots, stores

  @Test
  void snapshotsHaveNoRegionsInThemAndRestoringForgetsThem() {
    AsyncInstance guest = allocator(StackRegions.fromAllocator("allocate", "release"));
    guest.instance().global("answer").set(131_072);
    CompletableFuture<Integer> call = guest.function("pointer").future(Integer.class, 64);
    desk.take().answer(0);
    int pointer = result(call);
    assertThat(guest.stacks().regions()).isEqualTo(1);
    Snapshot snapshot = result(guest.snapshot());
    assertThat(guest.instance().global("frees").get()).isEqualTo(1);
    assertThat(guest.stacks().regions()).isZero();
    call = guest.function("pointer").future(Integer.class, 64);
    desk.take().answer(0);
    assertThat(result(call)).isEqualTo(pointer);
    assertThat(guest.instance().global("allocations").get()).isEqualTo(2);
    result(guest.restore(snapshot));
    assertThat(guest.stacks().regions()).isZero();
    call = guest.function("pointer").future(Integer.class, 64);
    desk.take().answer(0);
    assertThat(result(call)).isEqualTo(pointer);
    // it was 1 in the snapshot
    assertThat(guest.instance().global("allocations").get()).isEqualTo(2);
    AsyncInstance other =
        AsyncInstance.builder(snapshot)
            .imports(AsyncImports.builder().suspending("env", "get", desk).build())
            .policy(Concurrency.INTERLEAVED)
            .stackRegions(StackRegions.fromAllocator("allocate", "release"))
            .build();
    call = other.function("pointer").future(Integer.class, 64);
    desk.take().answer(0);
    assertThat(result(call)).isEqualTo(pointer);
  }

  @Test
  void callsThroughSeveralInstancesHaveARegionInEach() {
    Store store = Store.create();
    AsyncInstance inner = stacks(StackRegions.automatic()).store(store).build();
    AsyncInstance outer =
        AsyncInstance.builder(STACKS)
            .store(store)
            .policy(Concurrency.INTERLEAVED)
            .imports(
                AsyncImports.builder()
                    .suspending("env", "read", desk)
                    .suspending(
                        "env",
                        "wait",
                        call -> inner.instance().function("take").callInt(call.i32(0)))
                    .build())
            .build();
    CompletableFuture<Integer> taker = outer.function("descend").future(Integer.class, 5, 1);
    Request waiting = desk.take();
    awaitCalls(outer, CallState.SUSPENDED, 1);
    assertThat(inner.stacks().used()).isEqualTo(1);
    assertThat(outer.stacks().used()).isEqualTo(1);
    assertThat(result(inner.function("give").future(Integer.class, 1_000))).isZero();
    waiting.answer(0);
    assertThat(result(taker)).isEqualTo(1_000 + 5);
    assertThat(inner.stacks().used()).isZero();
  }

  // ---- thread-locals

  @Test
  void threadLocalsOfAGuestForThreadsGoWithTheRegion() {
    AsyncInstance guest =
        AsyncInstance.builder(Guests.load("locals"))
            .imports(AsyncImports.builder().suspending("env", "wait", desk).build())
            .policy(Concurrency.INTERLEAVED)
            .build();
    Object base = guest.instance().global("__tls_base").get();
    List<CompletableFuture<Integer>> counts = new ArrayList<>();
    List<Request> waiting = new ArrayList<>();
    for (int id = 1; id <= 20; id++) {
      counts.add(guest.function("count").future(Integer.class, id));
      waiting.add(desk.take());
    }
    waiting.reversed().forEach(request -> request.answer(0));
    for (int id = 1; id <= 20; id++) {
      assertThat(result(counts.get(id - 1))).isEqualTo(100 + id + 1);
    }
    // A region that was used has fresh ones for the next call.
    assertThat(result(guest.function("counted").future(Integer.class))).isEqualTo(100);
    assertThat(guest.stacks().regions()).isEqualTo(20);
    assertThat(guest.instance().global("__tls_base").get()).isEqualTo(base);
  }

  @Test
  void withoutRegionsThreadLocalsAreSharedByAllCalls() {
    AsyncInstance guest =
        AsyncInstance.builder(Guests.load("locals"))
            .imports(AsyncImports.builder().suspending("env", "wait", desk).build())
            .policy(Concurrency.INTERLEAVED)
            .stackRegions(StackRegions.none())
            .build();
    CompletableFuture<Integer> first = guest.function("count").future(Integer.class, 1);
    Request one = desk.take();
    CompletableFuture<Integer> second = guest.function("count").future(Integer.class, 2);
    Request two = desk.take();
    one.answer(0);
    assertThat(result(first)).isEqualTo(-1);
    two.answer(0);
    assertThat(result(second)).isEqualTo(100 + 1 + 2 + 2);
  }
}
