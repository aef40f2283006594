package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest that calls itself through the host gets no further than one that calls itself. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NestedCallsTest {

  private static final int DEPTH = 100;

  private final Instance[] self = new Instance[1];
  private int hostCalls;

  private void assertExhausted(Instance guest, String export, long... arguments) {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function(export).call(arguments))
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
  }

  private Instance recursion(Limits limits, HostFunction back) {
    self[0] =
        Instance.builder(Guests.module("recursion"))
            .imports(Imports.builder().function("env", "back", back).build())
            .limits(limits)
            .build();
    return self[0];
  }

  private static Limits depth(int maxDepth) {
    return Limits.builder().maxCallDepth(maxDepth).build();
  }

  private void callBack(HostCall call) {
    hostCalls++;
    call.returnI32(self[0].function("throughHost").callInt(call.i32(0)));
  }

  @Test
  void theDepthOfACallIsThatOfAllItNests() {
    Instance guest = recursion(depth(DEPTH), this::callBack);

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("throughHost").callInt(0))
        .withMessage(
            "call stack exhausted: more than 100 functions active, see Limits.maxCallDepth");
    assertThat(hostCalls).isEqualTo(DEPTH);
    // depth(n) takes n + 1 functions
    assertThat(guest.function("depth").callInt(DEPTH - 1)).isEqualTo(DEPTH - 1);
    assertExhausted(guest, "depth", DEPTH);
  }

  @Test
  void whatWasUsedBeforeTheHostWasCalledIsNotThereAnyMore() {
    int[] deepest = new int[1];
    Instance guest =
        recursion(
            depth(DEPTH),
            call -> {
              if (call.i32(0) < 40) {
                callBack(call);
              } else {
                deepest[0] = self[0].function("depth").callInt(DEPTH - 41);
                assertExhausted(self[0], "depth", DEPTH - 40);
                call.returnI32(0);
              }
            });

    assertThat(guest.function("throughHost").callInt(0)).isEqualTo(40);
    assertThat(deepest[0]).isEqualTo(DEPTH - 41);
  }

  @Test
  void theSmallerLimitHolds() {
    Instance small = recursion(depth(10), call -> call.returnI32(0));
    Instance[] large = new Instance[1];
    Instance outer =
        recursion(
            depth(20), call -> call.returnI32(large[0].function("depth").callInt(call.i32(0))));
    large[0] =
        Guests.instance("recursion", Imports.builder().function("env", "back", call -> {}).build());

    assertThat(small.function("depth").callInt(9)).isEqualTo(9);
    assertThat(outer.function("throughHost").callInt(17)).isEqualTo(19);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> outer.function("throughHost").callInt(18))
        .withMessageContaining("more than 20 functions active");
  }

  @Test
  void aSwitchOfItsOwnGivesANestedCallNoMore() {
    Instance guest =
        recursion(
            depth(DEPTH),
            call ->
                new CallControl()
                    .run(() -> {
                      callBack(call);
                      return "done";
                    }));

    assertExhausted(guest, "throughHost", 0);
    assertThat(hostCalls).isEqualTo(DEPTH);
  }

  @Test
  void waitingAtEveryLevelDoesNotHelpEither() throws Exception {
    // frames of a virtual thread that waits are not on a Java stack
    Instance guest =
        recursion(
            Limits.defaults(),
            call -> {
              Thread.yield();
              callBack(call);
            });
    FutureTask<Object> task =
        new FutureTask<>(() -> {
          assertExhausted(guest, "throughHost", 0);
          return "done";
        });
    Thread.ofVirtual().start(task);

    assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(hostCalls).isLessThanOrEqualTo(Limits.defaults().maxCallDepth());
  }

  /** Imports {@code env.back}, and exports a function with local variables and this code. */
  private Instance.Builder guest(int locals, int... code) {
    return Instance.builder(
            WasmModule.load(
                module()
                    .section(1, 1, 0x60, 0, 0)
                    .section(2, join(new int[] {1}, name("env"), name("back"), new int[] {0, 0}))
                    .section(3, 1, 0)
                    .section(7, join(new int[] {1}, name("f"), new int[] {0, 1}))
                    .code(
                        join(new int[] {1}, u32(locals), new int[] {0x7e}, code, new int[] {0x0b}))
                    .toBytes()))
        .imports(
            Imports.builder()
                .function(
                    "env",
                    "back",
                    call -> {
                      hostCalls++;
                      self[0].function("f").callVoid();
                    })
                .build());
  }

  @Test
  void aTailCallOfTheHostCountsAsOne() {
    self[0] = guest(0, 0x12, 0).limits(depth(DEPTH)).build();

    assertExhausted(self[0], "f");
    assertThat(hostCalls).isEqualTo(DEPTH);
  }

  @Test
  void theFramesOfNestedCallsHoldOnlySoManyValuesTogether() {
    self[0] = guest(1_000, 0x10, 0).limits(Limits.builder().maxStackValues(20_500).build()).build();

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> self[0].function("f").callVoid())
        .withMessage(
            "call stack exhausted: frames would hold more than 20500 values, see"
                + " Limits.maxStackValues");
    assertThat(hostCalls).isBetween(15, 21);
  }

  @Test
  void aRefillMayNotNestMoreEither() {
    Fuel fuel =
        Fuel.of(
            0,
            (empty, missing) -> {
              hostCalls++;
              self[0].function("f").callVoid();
            });
    self[0] = guest(0, 0x10, 0).limits(depth(DEPTH)).fuel(fuel).build();

    assertExhausted(self[0], "f");
    assertThat(hostCalls).isEqualTo(DEPTH);
  }
}
