package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Too deep a recursion is a trap on every kind of thread, whichever runs out first: the limit on
 * the depth of calls or the thread's stack.
 */
class StackExhaustionTest {

  private static final int TIMES = 20;

  /** A kind of thread to run guests on. */
  private record Where(String name, Thread.Builder thread, long stackSize) {

    <T> T run(Callable<T> action) throws Exception {
      FutureTask<T> task = new FutureTask<>(action);
      Thread runner =
          stackSize == 0
              ? thread.unstarted(task)
              : ((Thread.Builder.OfPlatform) thread).stackSize(stackSize).unstarted(task);
      runner.start();
      return task.get(60, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Where> everywhere() {
    return Stream.of(
        new Where("a thread with a stack of 128 KiB", Thread.ofPlatform(), 128 << 10),
        new Where("a thread with a stack of 256 KiB", Thread.ofPlatform(), 256 << 10),
        new Where("a thread with the usual stack", Thread.ofPlatform(), 0),
        new Where("a thread with a stack of 64 MiB", Thread.ofPlatform(), 64 << 20),
        new Where("a virtual thread", Thread.ofVirtual(), 0));
  }

  /** An instance that calls itself through the host. */
  private static Instance recursion(int maxDepth) {
    Instance[] self = new Instance[1];
    self[0] =
        Instance.builder(Guests.module("recursion"))
            .imports(
                Imports.builder()
                    .function(
                        "env",
                        "back",
                        call ->
                            call.returnI32(self[0].function("throughHost").callInt(call.i32(0))))
                    .build())
            .limits(Limits.builder().maxCallDepth(maxDepth).build())
            .build();
    return self[0];
  }

  private static void assertExhausted(Instance guest, String export) {
    Throwable thrown = catchThrowable(() -> guest.function(export).call(0));

    assertThat(thrown)
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("call stack exhausted");
    TrapException trap = (TrapException) thrown;
    assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED);
    assertThat(trap.guestFrames()).isNotEmpty();
    assertThat(guest.function("depth").callInt(10)).isEqualTo(10);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void endlessRecursionTrapsAndTheInstanceStaysUsable(Where where) throws Exception {
    Instance guest = recursion(Limits.defaults().maxCallDepth());
    where.run(() -> {
      for (int i = 0; i < TIMES; i++) {
        assertExhausted(guest, "endless");
        assertExhausted(guest, "even");
        assertExhausted(guest, "wide");
      }
      return null;
    });
    assertThat((int) guest.global("entered").get()).isGreaterThan(TIMES * 10);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void withoutALimitMemoryIsTheLimit(Where where) throws Exception {
    Instance guest = recursion(Integer.MAX_VALUE);
    where.run(() -> {
      assertExhausted(guest, "endless");
      assertExhausted(guest, "wide");
      return null;
    });
  }

  /** Of compiled functions a stack trace of the JVM shows 1,024, and what called them first. */
  private static final int SHOWN_BY_JVM = 950;

  @ParameterizedTest
  @MethodSource("everywhere")
  void theFramesThatWereThereWhenTheStackWasFullAreShown(Where where) throws Exception {
    Instance guest = recursion(20_000);
    where.run(() -> {
      // what the JVM does at first use takes stack, too
      assertExhausted(guest, "endless");
      for (int i = 0; i < 5; i++) {
        int before = (int) guest.global("entered").get();
        TrapException trap =
            catchThrowableOfType(TrapException.class, () -> guest.function("endless").callInt(0));
        int active = (int) guest.global("entered").get() - before;

        int shown = trap.guestFrames().size() + trap.omittedFrames();
        if (Execution.standard() == Execution.INTERPRETED) {
          assertThat(shown).isBetween(active - 8, active + 1);
        } else {
          // a frame is there before the function has counted itself, in compiled code a few at once
          assertThat(shown).isBetween(Math.min(active - 8, SHOWN_BY_JVM), active + 4);
        }
      }
      return null;
    });
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void guestAndHostCallingEachOtherTrapsToo(Where where) throws Exception {
    Instance guest = recursion(Limits.defaults().maxCallDepth());
    where.run(() -> {
      for (int i = 0; i < TIMES; i++) {
        assertExhausted(guest, "throughHost");
      }
      return null;
    });
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void guestAndHostCallingEachOtherTrapsWithoutALimitToo(Where where) throws Exception {
    Instance guest = recursion(Integer.MAX_VALUE);
    where.run(() -> {
      assertExhausted(guest, "throughHost");
      return null;
    });
  }
}
