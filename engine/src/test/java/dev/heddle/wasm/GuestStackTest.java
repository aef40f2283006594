package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests' frames in the stack traces of threads, and of what host functions throw. */
class GuestStackTest {

  private static final WasmModule LAYERS = Guests.module("layers");

  private static Instance layers(Execution execution, HostFunction host) {
    return Instance.builder(LAYERS)
        .execution(execution)
        .imports(Imports.builder().function("env", "host", host).build())
        .build();
  }

  private static List<String> guests(StackTraceElement... trace) {
    return Arrays.stream(trace)
        .filter(element -> "wasm".equals(element.getClassLoaderName()))
        .map(StackTraceElement::getMethodName)
        .toList();
  }

  private static List<String> guests(List<StackTraceElement> trace) {
    return guests(trace.toArray(new StackTraceElement[0]));
  }

  private static List<StackTraceElement> here() {
    return GuestStack.ofThisThread().whileParked(Thread.currentThread().getStackTrace()).trace();
  }

  /** Calls from warm to hot: interpreted at first, and compiled where that is wanted. */
  private static void warm(Instance guest, String export) {
    for (int i = 0; i < 300; i++) {
      guest.function(export).callInt(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void everyWayOfCallingIsSeenFromWithinAHostFunction(Execution execution) {
    List<List<StackTraceElement>> seen = new ArrayList<>();
    Instance guest =
        layers(
            execution,
            call -> {
              if (call.i32(0) != 1) {
                seen.add(here());
              }
              call.returnI32(0);
            });
    guest.function("outer").callInt(7);
    warm(guest, "outer");
    guest.function("outer").callInt(7);
    assertThat(seen).hasSize(2);
    for (List<StackTraceElement> trace : seen) {
      assertThat(guests(trace)).containsExactly("by_reference", "indirect", "direct", "outer");
      assertThat(trace)
          .noneMatch(element -> element.getClassName().startsWith("dev.heddle.wasm.runtime"))
          .noneMatch(element -> element.getClassName().startsWith("dev.heddle.wasm.execute"));
      assertThat(trace.stream().map(StackTraceElement::getClassName))
          .contains(GuestStackTest.class.getName());
    }
    assertThat(seen.getFirst().stream().filter(e -> "wasm".equals(e.getClassLoaderName())))
        .as("the same places, whoever executes them")
        .isEqualTo(
            seen.getLast().stream().filter(e -> "wasm".equals(e.getClassLoaderName())).toList());
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void aFrameThatWasLeftToTheHostIsNotThere(Execution execution) {
    List<List<StackTraceElement>> seen = new ArrayList<>();
    Instance guest =
        layers(
            execution,
            call -> {
              seen.add(here());
              call.returnI32(0);
            });
    guest.function("above_tail").callInt(2);
    assertThat(guests(seen.getFirst())).containsExactly("above_tail");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void guestsWithHostFunctionsInBetweenAreAllSeen(Execution execution) {
    List<List<StackTraceElement>> seen = new ArrayList<>();
    Instance[] self = new Instance[1];
    self[0] =
        layers(
            execution,
            call -> {
              if (call.i32(0) == 0) {
                seen.add(here());
                call.returnI32(0);
              } else {
                call.returnI32(self[0].function("deep").callInt(2));
              }
            });
    self[0].function("outer").callInt(7);
    assertThat(guests(seen.getFirst()))
        .containsExactly("deep", "deep", "deep", "by_reference", "indirect", "direct", "outer");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void ofADeepStackTheInnermostFramesAreKnown(Execution execution) {
    List<List<StackTraceElement>> seen = new ArrayList<>();
    Instance guest =
        layers(
            execution,
            call -> {
              seen.add(here());
              call.returnI32(0);
            });
    guest.function("deep").callInt(600);
    List<StackTraceElement> trace = seen.getFirst();
    int first = trace.indexOf(frame(trace));
    // some of them take several frames of Java, of which there are 1,024 in a trace
    assertThat(trace.subList(first, first + 100))
        .allMatch(element -> element.getMethodName().equals("deep"));
    assertThat(Set.copyOf(trace.subList(first, first + 100)))
        .as("the call of the host and that of itself")
        .hasSize(2);
  }

  private static StackTraceElement frame(List<StackTraceElement> trace) {
    return trace.stream()
        .filter(element -> "wasm".equals(element.getClassLoaderName()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void aParkedThreadIsSeenByOthers(Execution execution) throws Exception {
    GuestStack[] stack = new GuestStack[1];
    CountDownLatch entered = new CountDownLatch(1);
    boolean[] go = new boolean[1];
    Instance guest =
        layers(
            execution,
            call -> {
              stack[0] = GuestStack.ofThisThread();
              entered.countDown();
              while (!go[0]) {
                LockSupport.park();
              }
              call.returnI32(0);
            });
    Thread thread = Thread.ofVirtual().start(() -> guest.function("repeat").callInt(1));
    entered.await();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    GuestStack.View view = stack[0].whileParked(thread.getStackTrace());
    List<StackTraceElement> trace = view.trace();
    go[0] = true;
    LockSupport.unpark(thread);
    thread.join();
    assertThat(guests(trace)).containsExactly("by_reference", "repeat");
    assertThat(view.guestFrames())
        .extracting(GuestFrame::functionName)
        .containsExactly("by_reference", "repeat");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void whatAHostFunctionThrowsShowsTheGuest(Execution execution) {
    Instance guest =
        layers(
            execution,
            call -> {
              if (call.i32(0) != 1) {
                throw new IllegalStateException("a failure of the host");
              }
              call.returnI32(0);
            });
    Throwable first = catchThrowable(() -> guest.function("outer").callInt(7));
    warm(guest, "outer");
    Throwable later = catchThrowable(() -> guest.function("outer").callInt(7));
    for (Throwable thrown : List.of(first, later)) {
      StackTraceElement[] trace = thrown.getStackTrace();
      assertThat(trace[0].getClassName()).isEqualTo(GuestStackTest.class.getName());
      assertThat(Arrays.stream(trace).skip(1).limit(4).map(StackTraceElement::getMethodName))
          .containsExactly("by_reference", "indirect", "direct", "outer");
      assertThat(trace[5].getClassName()).isEqualTo(GuestStackTest.class.getName());
    }
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void whatComesThroughSeveralGuestsShowsThemAll(Execution execution) {
    Instance[] self = new Instance[1];
    self[0] =
        layers(
            execution,
            call -> {
              if (call.i32(0) == 0) {
                throw new UnsupportedOperationException("a failure at the bottom");
              }
              call.returnI32(self[0].function("deep").callInt(1));
            });
    Throwable thrown = catchThrowable(() -> self[0].function("outer").callInt(7));
    assertThat(guests(thrown.getStackTrace()))
        .containsExactly("deep", "deep", "by_reference", "indirect", "direct", "outer");
    assertThat(Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getClassName))
        .noneMatch(name -> name.startsWith("dev.heddle.wasm.execute"))
        .noneMatch(name -> name.startsWith("dev.heddle.wasm.runtime"));
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void whatAGuestCaughtBeforeLeavesNoFrames(Execution execution) {
    Instance guest =
        layers(
            execution,
            call -> {
              throw new IllegalStateException("failure " + call.i32(0));
            });
    Throwable thrown = catchThrowable(() -> guest.function("second_chance").callInt(7));
    assertThat(thrown).hasMessage("failure 8");
    assertThat(guests(thrown.getStackTrace())).containsExactly("by_reference", "second_chance");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void whatAGuestCaughtAndThrowsAgainShowsAllItHasLeft(Execution execution) {
    Instance guest =
        layers(
            execution,
            call -> {
              throw new IllegalStateException("a failure that is caught");
            });
    Throwable thrown = catchThrowable(() -> guest.function("rethrow").callInt(7));
    assertThat(guests(thrown.getStackTrace()))
        .containsExactly("by_reference", "indirect", "direct", "rethrow");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void anExceptionOfAnotherThreadKeepsItsTrace(Execution execution) throws Exception {
    Instance guest =
        layers(
            execution,
            call -> {
              throw elsewhere(() -> {
                throw new IllegalStateException("from elsewhere");
              });
            });
    Throwable thrown = catchThrowable(() -> guest.function("outer").callInt(7));
    assertThat(thrown).hasMessage("from elsewhere");
    assertThat(guests(thrown.getStackTrace())).isEmpty();
  }

  @Test
  void anExceptionThatWasMadeInAnotherGuestKeepsItsFramesWhereThatIsSaid() {
    Instance other =
        layers(
            Execution.INTERPRETED,
            call -> {
              throw new IllegalStateException("a failure of the other");
            });
    Throwable theirs = catchThrowable(() -> other.function("deep").callInt(3));
    StackTraceElement[] before = theirs.getStackTrace();
    Instance guest =
        layers(
            Execution.INTERPRETED,
            call -> {
              GuestStack.madeElsewhere(theirs);
              throw (RuntimeException) theirs;
            });
    assertThat(catchThrowable(() -> guest.function("outer").callInt(7))).isSameAs(theirs);
    assertThat(theirs.getStackTrace()).isEqualTo(before);
  }

  private static RuntimeException elsewhere(Callable<RuntimeException> code) {
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<RuntimeException> thrown = thread.submit(code);
      return thrown.get();
    } catch (ExecutionException e) {
      return (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
