package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that are deeper than the Java stack of a thread go on in further ones, and nobody sees it.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeepCallsTest {

  private static final int DEEP = 100_000;

  /** Deeper than a thread has room for. */
  private static final int BEYOND = 5_000;

  private static final Limits LIMITS = Limits.builder().maxCallDepth(2_000_000).build();
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  /** The kinds of threads on which a call may begin. */
  enum Begin {
    PLATFORM,
    SMALL_STACK,
    VIRTUAL;

    <T> T call(Callable<T> action) throws Exception {
      FutureTask<T> task = new FutureTask<>(action);
      Thread thread =
          switch (this) {
            case PLATFORM -> Thread.ofPlatform().unstarted(task);
            case SMALL_STACK -> Thread.ofPlatform().stackSize(512 << 10).unstarted(task);
            case VIRTUAL -> Thread.ofVirtual().unstarted(task);
          };
      thread.start();
      try {
        return task.get(100, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }
  }

  private static Instance deep(HostFunction host) {
    return Instance.builder(WasmModule.load(Guests.bytes("deep"), LIMITS))
        .limits(LIMITS)
        .imports(Imports.builder().function("env", "host", host).build())
        .build();
  }

  private static Instance deep() {
    return deep(call -> call.returnI32(0));
  }

  @ParameterizedTest
  @EnumSource
  void aHundredThousandFunctionsMayBeActive(Begin begin) throws Exception {
    Instance guest = deep();
    begin.call(() -> {
      for (int i = 0; i < 3; i++) {
        assertThat(guest.function("down").callInt(DEEP)).isEqualTo(DEEP);
        assertThat(guest.function("indirect").callInt(DEEP)).isEqualTo(DEEP);
      }
      return null;
    });
  }

  @Test
  void theLimitIsExactWhereverItIs() {
    // frames that are interpreted, as all may be by chance, would take more than half of the heap
    int most = System.getProperty("heddle.mixed") == null ? 600_000 : 200_000;
    for (int limit : new int[] {1, 2, 255, 256, 257, 600, 5_000, most}) {
      Instance guest =
          Instance.builder(Guests.module("deep"))
              .imports(Imports.builder().function("env", "host", call -> {}).build())
              .limits(Limits.builder().maxCallDepth(limit).build())
              .build();

      // down(n) takes n + 1 functions
      assertThat(guest.function("down").callInt(limit - 1)).isEqualTo(limit - 1);
      assertThatThrownBy(() -> guest.function("down").callInt(limit))
          .isInstanceOf(TrapException.class)
          .hasMessage(
              "call stack exhausted: more than "
                  + limit
                  + " functions active, see Limits.maxCallDepth");
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesOfAllTypesGoDownAndUp(Begin begin) throws Exception {
    Instance guest = deep();
    Object object = new Object();

    List<Object> results =
        begin.call(
            () -> guest.function("values").invoke(1L, 2.0, 3.0f, BEYOND, new V128(4, 5), object));

    assertThat(results)
        .containsExactly(
            1L + 2 * BEYOND,
            2.0 + BEYOND,
            3.0f + BEYOND,
            0,
            new V128(4 + BEYOND, 5 + 2 * BEYOND),
            object);
  }

  @ParameterizedTest
  @EnumSource
  void hostFunctionsRunOnTheThreadOnWhichTheCallBegan(Begin begin) throws Exception {
    ThreadLocal<String> local = new ThreadLocal<>();
    List<Thread> threads = new ArrayList<>();
    Instance guest =
        deep(call -> {
          threads.add(Thread.currentThread());
          assertThat(local.get()).isEqualTo("local");
          assertThat(SCOPED.get()).isEqualTo("scoped");
          assertThat(Thread.interrupted()).isEqualTo(call.i32(0) == 1_000);
          if (call.i32(0) == 1_001) {
            Thread.currentThread().interrupt();
          }
          call.returnI32(1);
        });

    begin.call(() -> {
      local.set("local");
      return ScopedValue.where(SCOPED, "scoped")
          .call(() -> {
            assertThat(guest.function("askEverywhere").callInt(3_000)).isEqualTo(3_000);
            assertThat(threads).hasSize(3_000).containsOnly(Thread.currentThread());
            return null;
          });
    });
  }

  @ParameterizedTest
  @EnumSource
  void aHostFunctionFarDownMayCallTheGuestAgain(Begin begin) throws Exception {
    Instance[] self = new Instance[1];
    int[] calls = new int[1];
    self[0] =
        deep(call -> {
          assertThat(HostCall.depth()).isEqualTo(calls[0] + 1);
          call.returnI32(++calls[0] < 20 ? self[0].function("ask").callInt(BEYOND) : 0);
        });

    int levels = begin.call(() -> self[0].function("ask").callInt(BEYOND));

    assertThat(levels).isEqualTo(20 * BEYOND);
    assertThat(HostCall.depth()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheHostThrowsArrivesAsItIs(Begin begin) throws Exception {
    for (Throwable thrown :
        new Throwable[] {
          new IllegalStateException("of the host"),
          new IndexOutOfBoundsException("of the host"),
          new ArithmeticException("of the host"),
          new CallInterruptedException("of the host")
        }) {
      Instance guest =
          deep(call -> {
            throw (RuntimeException) thrown;
          });

      Throwable caught =
          begin.call(() ->
              catchThrowableOfType(Throwable.class, () -> guest.function("ask").call(BEYOND)));

      assertThat(caught).isSameAs(thrown);
      assertThat(guest.function("down").callInt(10)).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheHostThrowsShowsTheFramesOfAllThreads(Begin begin) throws Exception {
    Instance guest =
        deep(call -> {
          throw new IllegalStateException("of the host");
        });
    for (int depth : new int[] {10, 400, 700}) {
      IllegalStateException thrown =
          begin.call(() ->
              catchThrowableOfType(
                  IllegalStateException.class, () -> guest.function("ask").call(depth)));

      StackTraceElement[] trace = thrown.getStackTrace();
      assertThat(trace)
          .filteredOn(element -> element.getMethodName().equals("ask"))
          .hasSize(depth + 1);
      assertThat(trace)
          .extracting(StackTraceElement::getClassName)
          .noneMatch(name -> name.contains("Segment") || name.contains("Interpreter"))
          .anyMatch(name -> name.startsWith(DeepCallsTest.class.getName()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStackOverflowOfTheHostIsTheCauseOfTheTrap(Begin begin) throws Exception {
    StackOverflowError own = new StackOverflowError("mine");
    Instance guest =
        deep(call -> {
          throw own;
        });

    assertThatThrownBy(() -> begin.call(() -> guest.function("ask").call(BEYOND)))
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("call stack exhausted: the Java stack is full in a host function")
        .hasCause(own);
  }

  @ParameterizedTest
  @EnumSource
  void aTrapShowsTheFramesOfAllThreads(Begin begin) throws Exception {
    Instance guest = deep();
    for (int depth : new int[] {10, 200, 255, 1_000, BEYOND}) {
      for (String export : new String[] {"trap", "fault"}) {
        TrapException trap =
            begin.call(() ->
                catchThrowableOfType(
                    TrapException.class, () -> guest.function(export).callInt(depth)));

        assertThat(trap)
            .hasMessageStartingWith(
                export.equals("trap") ? "unreachable" : "out of bounds memory access");
        assertThat(trap.guestFrames())
            .hasSize(Math.min(depth + 1, 256))
            .allSatisfy(frame -> assertThat(frame.functionName()).isEqualTo(export));
        assertThat(trap.guestFrames().size() + trap.omittedFrames()).isEqualTo(depth + 1);
        assertThat(trap.getStackTrace())
            .extracting(StackTraceElement::getClassName)
            .noneMatch(name -> name.contains("Segment") || name.contains("Descent"))
            .anyMatch(name -> name.startsWith(DeepCallsTest.class.getName()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void exceptionsAreCaughtOnTheLevelThatCatchesThem(Begin begin) throws Exception {
    Instance guest = deep();
    begin.call(() -> {
      for (int level : new int[] {0, 10, 250, 300, 1_000, 2_999}) {
        // the exception's 42, and the levels above the one that catches
        assertThat(guest.function("catch").callInt(3_000, level)).isEqualTo(42 + 3_000 - level);
      }
      return null;
    });
    TaggedException thrown =
        begin.call(() ->
            catchThrowableOfType(
                TaggedException.class, () -> guest.function("throw").call(BEYOND)));
    assertThat(thrown.payload()).isEqualTo(List.of(42));
    assertThat(thrown.guestFrames())
        .hasSize(256)
        .allSatisfy(frame -> assertThat(frame.functionName()).isEqualTo("throw"));
  }

  @ParameterizedTest
  @EnumSource
  void whoComputesFarDownIsStopped(Begin begin) throws Exception {
    CallControl control = new CallControl();
    Instance guest = deep();
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Object> call =
        new FutureTask<>(() ->
            begin.call(() ->
                control.run(() -> {
                  started.countDown();
                  return guest.function("compute").call(BEYOND);
                })));
    Thread.ofPlatform().daemon().start(call);
    started.await();

    CallInterruptedException cause = new CallInterruptedException("enough");
    control.interrupt(cause);

    assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS)).hasCause(cause);
  }

  @ParameterizedTest
  @EnumSource
  void aPauseIsMadeOnTheThreadOnWhichTheCallBegan(Begin begin) throws Exception {
    CountDownLatch paused = new CountDownLatch(3);
    List<Thread> threads = new ArrayList<>();
    CallControl[] control = new CallControl[1];
    control[0] =
        new CallControl(() -> {
          threads.add(Thread.currentThread());
          paused.countDown();
          control[0].pause();
        });
    Instance guest = deep();
    FutureTask<Thread> call =
        new FutureTask<>(() ->
            begin.call(() -> {
              control[0].pause();
              assertThatThrownBy(() -> control[0].run(() -> guest.function("compute").call(BEYOND)))
                  .isInstanceOf(CallInterruptedException.class);
              return Thread.currentThread();
            }));
    Thread.ofPlatform().daemon().start(call);
    paused.await();
    control[0].interrupt(new CallInterruptedException("enough"));

    assertThat(threads).containsOnly(call.get(60, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsFarDownIsInterrupted(Begin begin) throws Exception {
    Instance guest = deep();
    Thread[] thread = new Thread[1];
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Boolean> call =
        new FutureTask<>(() ->
            begin.call(() -> {
              thread[0] = Thread.currentThread();
              started.countDown();
              assertThatThrownBy(() -> guest.function("wait").call(BEYOND))
                  .isInstanceOf(CallInterruptedException.class)
                  .hasMessageContaining("was interrupted");
              return Thread.interrupted();
            }));
    Thread.ofPlatform().daemon().start(call);
    started.await();
    thread[0].interrupt();

    assertThat(call.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aRefillOfFuelIsAskedForOnTheThreadOnWhichTheCallBegan(Begin begin) throws Exception {
    List<Thread> threads = new ArrayList<>();
    Fuel fuel =
        Fuel.of(
            0,
            (empty, missing) -> {
              threads.add(Thread.currentThread());
              empty.add(1_000);
            });
    Instance guest =
        Instance.builder(WasmModule.load(Guests.bytes("deep"), LIMITS))
            .limits(LIMITS)
            .imports(Imports.builder().function("env", "host", call -> {}).build())
            .fuel(fuel)
            .build();

    Thread thread =
        begin.call(() -> {
          assertThat(guest.function("down").callInt(BEYOND)).isEqualTo(BEYOND);
          return Thread.currentThread();
        });

    assertThat(threads).hasSizeGreaterThan(10).containsOnly(thread);
  }

  @ParameterizedTest
  @EnumSource
  void aLoopMayCallOverTheEndOfAThreadsRoomAgainAndAgain(Begin begin) throws Exception {
    Instance guest = deep();
    begin.call(() -> {
      for (int depth = 200; depth < 900; depth += 7) {
        assertThat(guest.function("often").callInt(depth, 1_000)).isEqualTo(1_000);
      }
      return null;
    });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void manyCallsAtOnceDoNotSeeEachOther(long seed) throws Exception {
    Instance guest = deep(call -> call.returnI32(call.i32(0)));
    List<FutureTask<Object>> calls = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      int depth = random.nextInt(10_000);
      String export = random.nextBoolean() ? "down" : "ask";
      FutureTask<Object> call =
          new FutureTask<>(() -> {
            for (int k = 0; k < 5; k++) {
              assertThat(guest.function(export).callInt(depth)).isEqualTo(depth);
            }
            return null;
          });
      calls.add(call);
      (random.nextBoolean() ? Thread.ofVirtual() : Thread.ofPlatform()).start(call);
    }
    for (FutureTask<Object> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
  }

  /** What a JVM does that has one carrier, which the thread that calls does not give up. */
  static final class Pinned {

    private Pinned() {}

    /** A thread that is in an initialiser stays on its carrier. */
    static final class Initialised {

      static final int RESULT = deep().function("down").callInt(2_000);

      private Initialised() {}
    }

    /** Has a guest recurse there. */
    public static void main(String[] arguments) throws Exception {
      Thread.ofVirtual().start(() -> System.out.println("down: " + Initialised.RESULT)).join();
    }
  }

  @Test
  void whoHoldsTheOnlyCarrierGoesOnAlone() throws Exception {
    assertThat(
            OtherJvm.run(
                Pinned.class, "-Djdk.virtualThreadScheduler.parallelism=1", "-Xss4m", "-Xint"))
        .contains("down: 2000");
  }

  /** What a JVM does whose heap has room for some stacks. */
  static final class Endless {

    private Endless() {}

    /** Has a guest recurse without an end. */
    public static void main(String[] arguments) {
      Instance guest =
          Guests.instance(
              "recursion", Imports.builder().function("env", "back", call -> {}).build());
      Instance endless =
          Instance.builder(Guests.module("recursion"))
              .imports(Imports.builder().function("env", "back", call -> {}).build())
              .limits(Limits.builder().maxCallDepth(Integer.MAX_VALUE).build())
              .build();
      for (int i = 0; i < 3; i++) {
        try {
          endless.function("endless").callInt(0);
        } catch (TrapException trap) {
          System.out.println(trap.getMessage() + " " + guest.function("depth").callInt(4_000));
        }
      }
    }
  }

  @Test
  void withoutALimitHalfOfTheHeapIsTheLimit() throws Exception {
    String message =
        "call stack exhausted: the stacks of all calls take half of the Java heap, see"
            + " Limits.maxCallDepth and -Xmx 4000\n";

    assertThat(OtherJvm.run(Endless.class, "-Xmx96m")).isEqualTo(message.repeat(3));
  }

  static Stream<Integer> parameterCounts() {
    return Stream.of(0, 1, 249, 250, 251, 252, 253, 254, 300);
  }

  @ParameterizedTest
  @MethodSource("parameterCounts")
  void functionsWithAsManyParametersAsTheJvmAllowsGoDownToo(int count) {
    // (func (export "f") (param i32 {count}) (result i32) ... (call 0 ...)), and the same
    // indirectly
    int[] i32s = new int[count + 1];
    Arrays.fill(i32s, 0x7f);
    int[] gets = new int[0];
    for (int i = 1; i <= count; i++) {
      gets = join(gets, new int[] {0x20}, u32(i));
    }
    int[] body =
        join(
            new int[] {0, 0x20, 0, 0x45, 0x04, 0x7f},
            count == 0 ? new int[] {0x41, 7} : join(new int[] {0x20}, u32(count)),
            new int[] {0x05, 0x20, 0, 0x41, 1, 0x6b},
            gets,
            new int[] {0x41, 0, 0x11, 0, 0, 0x0b, 0x0b});
    Instance guest =
        Instance.builder(
                WasmModule.load(
                    module()
                        .section(
                            1, join(new int[] {1, 0x60}, u32(count + 1), i32s, new int[] {1, 0x7f}))
                        .section(3, 1, 0)
                        .section(4, 1, 0x70, 0, 1)
                        .section(7, join(new int[] {1}, name("f"), new int[] {0, 0}))
                        .section(9, 1, 0, 0x41, 0, 0x0b, 1, 0)
                        .code(body)
                        .toBytes()))
            .build();
    long[] arguments = new long[count + 1];
    Arrays.fill(arguments, 7);
    arguments[0] = 2_000;

    for (int i = 0; i < 3; i++) {
      assertThat(guest.function("f").callInt(arguments)).isEqualTo(7);
    }
  }
}
