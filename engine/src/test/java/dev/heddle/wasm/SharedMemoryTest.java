package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One memory, and threads with a store and an instance each. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedMemoryTest {

  private static final int PAGE = MemoryType.PAGE_SIZE;
  private static final int NOTIFIED = 0;
  private static final int NOT_EQUAL = 1;
  private static final int TIMED_OUT = 2;
  private static final long FOR_EVER = -1;

  private final Memory memory = Memory.create(MemoryType.of(1, 64).asShared());

  private Instance guest() {
    return Guests.instance("threads", Imports.builder().add("env", "memory", memory).build());
  }

  /** Runs an action in many threads at once, and returns what each of them returned. */
  private static <T> List<T> inThreads(int threads, Callable<T> action) throws Exception {
    CountDownLatch ready = new CountDownLatch(threads);
    List<Future<T>> futures = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        futures.add(
            executor.submit(() -> {
              ready.countDown();
              ready.await();
              return action.call();
            }));
      }
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get());
    }
    return results;
  }

  private static FutureTask<Integer> start(Callable<Integer> action) {
    FutureTask<Integer> task = new FutureTask<>(action);
    Thread.ofVirtual().start(task);
    return task;
  }

  /** Wakes one, as soon as there is somebody to wake. */
  private void wakeOne(long address) {
    while (memory.wake(address, 1) == 0) {
      Thread.yield();
    }
  }

  @Test
  void theTypeTellsThatItIsShared() {
    assertThat(memory.type()).hasToString("memory 1 64 shared");
    assertThat(memory.type().shared()).isTrue();
    assertThatThrownBy(() ->
            Guests.instance(
                "threads",
                Imports.builder()
                    .add("env", "memory", Memory.create(MemoryType.of(1, 64)))
                    .build()))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("expected memory 1 64 shared, found memory 1 64");
  }

  @ParameterizedTest
  @CsvSource({"addLongs, 24", "addBytes, 33", "addBytes, 34", "addShorts, 42", "addLocked, 64"})
  void nothingIsLostBetweenThreads(String export, int address) throws Exception {
    int threads = 8;
    int times = 5_000;
    memory.fill(0, 128, (byte) 0x5a);
    int bytes =
        switch (export) {
          case "addBytes" -> 1;
          case "addShorts" -> 2;
          default -> 8;
        };
    memory.fill(address, bytes, (byte) 0);

    inThreads(
        threads,
        () -> {
          guest().function(export).callVoid(address, times);
          return 0;
        });

    int total = threads * times;
    switch (export) {
      case "addBytes" -> assertThat(memory.getByte(address)).isEqualTo((byte) total);
      case "addShorts" -> assertThat(memory.getShort(address)).isEqualTo((short) total);
      case "addLongs" -> assertThat(memory.getLong(address)).isEqualTo(total);
      default -> {
        assertThat(memory.getInt(address)).as("the lock").isZero();
        assertThat(memory.getInt(address + 4)).isEqualTo(total);
      }
    }
    // neighbours, which are in the same word
    assertThat(memory.read(0, address)).containsOnly(0x5a);
    assertThat(memory.read(address + bytes, 64 - bytes)).containsOnly(0x5a);
  }

  @Test
  void everyPageIsGivenToOneThread() throws Exception {
    for (int repetition = 0; repetition < 20; repetition++) {
      Memory fresh = Memory.create(MemoryType.of(1, 64).asShared());
      Imports imports = Imports.builder().add("env", "memory", fresh).build();

      List<Integer> grown =
          inThreads(
              8, () -> Guests.instance("threads", imports).function("growToTheEnd").callInt());

      assertThat(grown.stream().mapToInt(Integer::intValue).sum()).isEqualTo(63);
      assertThat(fresh.pages()).isEqualTo(64);
      for (int page = 1; page < 64; page++) {
        assertThat(fresh.getByte((long) page * PAGE)).isEqualTo((byte) 1);
      }
    }
  }

  @Test
  void growingLeavesTheMemoryWhereItIs() {
    MemorySegment before = memory.segment();
    memory.putInt(100, 1);
    assertThat(memory.grow(63)).isEqualTo(1);
    memory.putInt(100, 2);

    assertThat(before.byteSize()).isEqualTo(PAGE);
    assertThat(before.get(ValueLayout.JAVA_INT, 100)).isEqualTo(2);
    assertThat(memory.segment().address()).isEqualTo(before.address());
    assertThat(memory.getLong(64L * PAGE - 8)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {63, 1023, 65_536})
  void roomForTheMaximumIsReservedWhateverItIs(long maximum) {
    Memory reserved = Memory.create(MemoryType.of(0, maximum).asShared());
    assertThat(reserved.grow(16)).isZero();
    long address = reserved.segment().address();
    assertThat(reserved.grow(40)).isEqualTo(16);
    assertThat(reserved.segment().address()).isEqualTo(address);
    reserved.putLong(56L * PAGE - 8, 1);
    assertThat(reserved.getLong(56L * PAGE - 8)).isEqualTo(1);
  }

  @Test
  void aLoopSeesWhatAnotherThreadDidToTheMemory() throws Exception {
    Instance guest = guest();
    // on threads of the platform: they never leave the processor to each other of their own will
    FutureTask<Integer> spinning = new FutureTask<>(() -> guest.function("spin").callInt(8));
    FutureTask<Integer> forPage =
        new FutureTask<>(() -> guest().function("spinForPage").callInt(1));
    Thread.ofPlatform().daemon().start(spinning);
    Thread.ofPlatform().daemon().start(forPage);

    memory.grow(1);
    assertThat(forPage.get()).isZero();
    guest().function("store").callVoid(8, 5);
    assertThat(spinning.get()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void aGuestThatHasSeenTheMemoryGrowFindsWhatIsThere(Execution execution) throws Exception {
    for (int page = 1; page < 64; page++) {
      Instance guest =
          Instance.builder(Guests.module("threads"))
              .imports(Imports.builder().add("env", "memory", memory).build())
              .execution(execution)
              .build();
      int wanted = page;
      FutureTask<Integer> waiting =
          new FutureTask<>(() -> guest.function("spinForPage").callInt(wanted));
      Thread thread = Thread.ofPlatform().daemon().start(waiting);
      while (!isInGuest(thread)) {
        Thread.onSpinWait();
      }

      memory.grow(1);

      assertThat(waiting.get()).isZero();
    }
  }

  private static boolean isInGuest(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(element ->
            element.getMethodName().startsWith("spinForPage")
                || element.getClassName().endsWith(".Interpreter"));
  }

  @Test
  void aWaitEndsWhenItIsNotified() throws Exception {
    for (int i = 0; i < 200; i++) {
      FutureTask<Integer> waiting =
          start(() -> guest().function("wait32").callInt(16, 0, FOR_EVER));
      wakeOne(16);
      assertThat(waiting.get()).isEqualTo(NOTIFIED);
    }
    assertThat(memory.wake(16, -1)).isZero();
  }

  @Test
  void aWaitForSomethingElseDoesNotBegin() {
    memory.putLong(16, 1L << 32);
    assertThat(guest().function("wait32").callInt(16, 1, FOR_EVER)).isEqualTo(NOT_EQUAL);
    assertThat(guest().function("wait64").callInt(16, 0, FOR_EVER)).isEqualTo(NOT_EQUAL);
    assertThat(guest().function("wait64").callInt(16, 1L << 32, 0)).isEqualTo(TIMED_OUT);
  }

  @Test
  void aWaitEndsWhenItsTimeIsOver() {
    long start = System.nanoTime();
    assertThat(guest().function("wait32").callInt(16, 0, 20_000_000)).isEqualTo(TIMED_OUT);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    assertThat(memory.wake(16, 1)).isZero();
  }

  @Test
  void asManyAreWokenAsAskedForAndThoseFirstThatCameFirst() throws Exception {
    Instance guest = guest();
    List<FutureTask<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Thread thread;
      FutureTask<Integer> task =
          new FutureTask<>(() -> guest().function("wait32").callInt(16, 0, FOR_EVER));
      waiting.add(task);
      thread = Thread.ofVirtual().start(task);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.yield();
      }
    }

    assertThat(guest.function("notify").callInt(20, -1)).isZero();
    assertThat(guest.function("notify").callInt(16, 0)).isZero();
    assertThat(guest.function("notify").callInt(16, 30)).isEqualTo(30);
    for (FutureTask<Integer> task : waiting.subList(0, 30)) {
      assertThat(task.get()).isEqualTo(NOTIFIED);
    }
    assertThat(waiting.subList(30, 100)).noneMatch(FutureTask::isDone);
    assertThat(guest.function("notify").callInt(16, -1)).isEqualTo(70);
    for (FutureTask<Integer> task : waiting) {
      assertThat(task.get()).isEqualTo(NOTIFIED);
    }
  }

  @Test
  void manyWaitersTakeNoCarriersFromOthers() throws Exception {
    int waiters = 1_000;
    Imports imports = Imports.builder().add("env", "memory", memory).build();
    WasmModule module = Guests.module("threads");
    CountDownLatch begun = new CountDownLatch(waiters);
    List<FutureTask<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < waiters; i++) {
      Instance guest = Instance.builder(module).imports(imports).build();
      waiting.add(
          start(() -> {
            begun.countDown();
            return guest.function("wait64").callInt(24, 0, FOR_EVER);
          }));
    }
    begun.await();
    // carriers are free, or this would never run
    FutureTask<Integer> other = start(() -> 1);
    assertThat(other.get()).isEqualTo(1);

    int woken = 0;
    while (woken < waiters) {
      woken += memory.wake(24, -1);
      Thread.yield();
    }
    for (FutureTask<Integer> task : waiting) {
      assertThat(task.get()).isEqualTo(NOTIFIED);
    }
    assertThat(woken).isEqualTo(waiters);
  }

  @Test
  void noWakeUpIsLostBetweenTimeoutsAndNotifications() throws Exception {
    // whoever is counted as woken must find that it was notified, however close its time is
    for (int repetition = 0; repetition < 300; repetition++) {
      long nanoseconds = 1_000L * (repetition % 60);
      FutureTask<Integer> waiting =
          start(() -> guest().function("wait32").callInt(16, 0, nanoseconds));
      int woken = 0;
      while (!waiting.isDone()) {
        woken += memory.wake(16, 1);
      }
      woken += memory.wake(16, 1);
      assertThat(waiting.get()).isEqualTo(woken == 1 ? NOTIFIED : TIMED_OUT);
    }
  }

  @Test
  void aWaitIsEndedByCallControl() throws Exception {
    for (int i = 0; i < 100; i++) {
      CallControl control = new CallControl();
      CallInterruptedException stop = new CallInterruptedException("enough");
      FutureTask<Integer> waiting =
          start(() -> control.run(() -> guest().function("wait32").callInt(16, 0, FOR_EVER)));
      if (i % 2 == 0) {
        Thread.yield();
      }
      control.interrupt(stop);
      assertThatThrownBy(waiting::get).cause().isSameAs(stop);
      assertThat(memory.wake(16, -1)).isZero();
    }
  }

  @Test
  void aWaitIsEndedByAnInterruptOfItsThread() throws Exception {
    FutureTask<Integer> waiting =
        new FutureTask<>(() -> guest().function("wait32").callInt(16, 0, FOR_EVER));
    Thread thread = Thread.ofPlatform().start(waiting);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.yield();
    }
    thread.interrupt();

    assertThatThrownBy(waiting::get)
        .cause()
        .isInstanceOf(CallInterruptedException.class)
        .hasMessageContaining("interrupted while the guest waited at address 16");
    assertThat(memory.wake(16, -1)).isZero();
  }

  @Test
  void onlySharedMemoriesCanBeWaitedFor() {
    Memory own = Memory.create(MemoryType.of(1, 2));
    own.putInt(0, 0);
    assertThat(own.wake(0, -1)).isZero();
    assertThatThrownBy(() -> memory.wake(PAGE - 3, 1)).isInstanceOf(TrapException.class);
  }

  @Test
  void anAtomicAccessMustBeAlignedAndInside() {
    Instance guest = guest();
    assertThatThrownBy(() -> guest.function("store").callVoid(6, 0))
        .isInstanceOf(TrapException.class)
        .hasMessage("unaligned atomic: address 6 + offset 0, memory of 65536 bytes, 4 bytes");
    assertThatThrownBy(() -> guest.function("store").callVoid(PAGE, 0))
        .hasMessage("out of bounds memory access: address 65536 + offset 0, memory of 65536 bytes");
    assertThatThrownBy(() -> guest.function("wait64").callInt(12, 0, 0))
        .hasMessageStartingWith("unaligned atomic");
    assertThatThrownBy(() -> guest.function("notify").callInt(-4, 0))
        .hasMessageStartingWith("out of bounds memory access: address 4294967292");
  }

  @Test
  void theRegisterCodeNamesTheInstruction() {
    assertThat(guest().module().disassemble(0))
        .contains("i32.atomic.rmw8.add_u r2, r3, r0, [0], +0");
    assertThat(guest().module().disassemble(6))
        .contains("memory.atomic.wait32 r3, r1, r2, r0, [0], +0");
  }
}
