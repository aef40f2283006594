package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuelTest {

  private static final int LOCAL_GET = 0x20;
  private static final int LOCAL_TEE = 0x22;
  private static final int I32_CONST = 0x41;
  private static final int END = 0x0b;

  /**
   * Counts its parameter down to 0, in iterations of five instructions: {@code local.get}, {@code
   * i32.const}, {@code i32.sub}, {@code local.tee}, {@code br_if}.
   */
  private static final int[] COUNT_DOWN = {
    0, 0x03, 0x40, LOCAL_GET, 0, I32_CONST, 1, 0x6b, LOCAL_TEE, 0, 0x0d, 0, END, END
  };

  /** Four instructions if its parameter is not 0, and three if it is; all behind a block. */
  private static final int[] EITHER = {
    0, 0x02, 0x40, LOCAL_GET, 0, 0x04, 0x40, 0x01, I32_CONST, 1, 0x1a, 0x05, I32_CONST, 7, 0x24, 0,
    END, END, END
  };

  /** Fills the first bytes of the memory, as many as its parameter says. */
  private static final int[] FILL = {
    0, I32_CONST, 0, I32_CONST, 1, LOCAL_GET, 0, 0xfc, 0x0b, 0, END
  };

  /** Fills as many bytes as its parameter says, from the last page on. */
  private static final int[] FILL_AT_END = {
    0, I32_CONST, 0x80, 0x80, 4, I32_CONST, 1, LOCAL_GET, 0, 0xfc, 0x0b, 0, END
  };

  /** Has 50,000 local variables and does nothing. */
  private static final int[] MANY_LOCALS = {1, 0xd0, 0x86, 3, 0x7e, END};

  /** The same, beginning with a loop, where its parameter is counted down. */
  private static final int[] MANY_LOCALS_AND_A_LOOP =
      join(new int[] {1, 0xd0, 0x86, 3, 0x7e}, tail(COUNT_DOWN));

  /** Grows the table by as many elements as its parameter says. */
  private static final int[] GROW_TABLE = {0, 0xd0, 0x70, LOCAL_GET, 0, 0xfc, 0x0f, 0, 0x1a, END};

  /** Grows the memory by as many pages as its parameter says. */
  private static final int[] GROW_MEMORY = {0, LOCAL_GET, 0, 0x40, 0, 0x1a, END};

  private static final List<String> NAMES =
      List.of(
          "countDown",
          "either",
          "fill",
          "caller",
          "fillAtEnd",
          "manyLocals",
          "manyLocalsAndALoop",
          "growTable",
          "growMemory");

  /** A body without its number of groups of local variables. */
  private static int[] tail(int[] body) {
    return Arrays.copyOfRange(body, 1, body.length);
  }

  private static int[] exports() {
    int[] exports = {NAMES.size()};
    for (int i = 0; i < NAMES.size(); i++) {
      exports = join(exports, name(NAMES.get(i)), new int[] {0, i});
    }
    return exports;
  }

  /** Calls {@code countDown} with its parameter. */
  private static final int[] CALLER = {0, LOCAL_GET, 0, 0x10, 0, END};

  private static final WasmModule GUEST =
      WasmModule.load(
          module()
              .section(1, 1, 0x60, 1, 0x7f, 0)
              .section(3, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0)
              .section(4, 1, 0x70, 1, 0, 100)
              .section(5, 1, 1, 1, 10)
              .section(6, 1, 0x7f, 1, I32_CONST, 0, END)
              .section(7, exports())
              .code(
                  COUNT_DOWN,
                  EITHER,
                  FILL,
                  CALLER,
                  FILL_AT_END,
                  MANY_LOCALS,
                  MANY_LOCALS_AND_A_LOOP,
                  GROW_TABLE,
                  GROW_MEMORY)
              .toBytes());

  private static Instance metered(Fuel fuel) {
    return Instance.builder(GUEST).fuel(fuel).build();
  }

  private static long cost(Instance guest, Fuel fuel, String export, int argument) {
    long before = fuel.used();
    guest.function(export).callVoid(argument);
    return fuel.used() - before;
  }

  @Test
  void everyInstructionThatIsExecutedCostsOneUnit() {
    Fuel fuel = Fuel.of(1_000_000);
    Instance guest = metered(fuel);

    assertThat(cost(guest, fuel, "countDown", 1)).isEqualTo(5);
    assertThat(cost(guest, fuel, "countDown", 10)).isEqualTo(50);
    assertThat(cost(guest, fuel, "either", 1)).isEqualTo(4);
    assertThat(cost(guest, fuel, "either", 0)).isEqualTo(4);
    assertThat(cost(guest, fuel, "caller", 10)).isEqualTo(52);
    assertThat(fuel.used()).isEqualTo(5 + 50 + 4 + 4 + 52);
    assertThat(fuel.remaining()).isEqualTo(1_000_000 - fuel.used());
  }

  @Test
  void fillingCostsByTheByte() {
    Fuel fuel = Fuel.of(1_000_000);
    Instance guest = metered(fuel);

    assertThat(cost(guest, fuel, "fill", 0)).isEqualTo(4);
    assertThat(cost(guest, fuel, "fill", 64)).isEqualTo(5);
    assertThat(cost(guest, fuel, "fill", 65_536)).isEqualTo(4 + 1024);
  }

  @Test
  void whatAnInstructionDoesNotDoCostsNothing() {
    int[] asked = new int[1];
    Instance guest = metered(Fuel.of(10, (fuel, missing) -> asked[0]++));

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("fillAtEnd").callVoid(0xffff_ffffL))
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.MEMORY_OUT_OF_BOUNDS));
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("fill").callVoid(65_537))
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.MEMORY_OUT_OF_BOUNDS));
    assertThat(asked[0]).isZero();
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("fill").callVoid(65_536))
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
    assertThat(asked[0]).isEqualTo(1);
  }

  @Test
  void clearingLocalVariablesCostsOncePerCall() {
    Fuel fuel = Fuel.of(1_000_000);
    Instance guest = metered(fuel);

    assertThat(cost(guest, fuel, "manyLocals", 0)).isEqualTo(50_000 / 8);
    assertThat(cost(guest, fuel, "manyLocalsAndALoop", 10)).isEqualTo(50_000 / 8 + 50);
  }

  @Test
  void growingCostsByWhatIsAdded() {
    Fuel fuel = Fuel.of(1_000_000);
    Instance guest = metered(fuel);

    assertThat(cost(guest, fuel, "growTable", 80)).isEqualTo(4 + 10);
    assertThat(cost(guest, fuel, "growTable", 100)).isEqualTo(4);
    assertThat(cost(guest, fuel, "growMemory", 2)).isEqualTo(3 + 2 * 1024);
    assertThat(cost(guest, fuel, "growMemory", 8)).isEqualTo(3);
  }

  @Test
  void parallelInstancesNeverUseMoreThanThereIs() throws Exception {
    int instances = 4;
    long units = 20_000_000;
    Fuel fuel = Fuel.of(units);
    List<FutureTask<TrapException>> calls = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(instances);
    for (int i = 0; i < instances; i++) {
      Instance guest = metered(fuel);
      FutureTask<TrapException> call =
          new FutureTask<>(() -> {
            started.countDown();
            started.await();
            return catchThrowableOfType(
                TrapException.class, () -> guest.function("countDown").callVoid(0));
          });
      calls.add(call);
      Thread.ofPlatform().daemon().start(call);
    }
    for (FutureTask<TrapException> call : calls) {
      TrapException trap = call.get(60, TimeUnit.SECONDS);
      assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED);
    }
    // the last one to end had all that the others had given back
    assertThat(fuel.remaining()).isBetween(0L, 4L);
    assertThat(fuel.used()).isEqualTo(units - fuel.remaining());
  }

  @Test
  void parallelCallsThatEndUseExactlyWhatTheyCost() throws Exception {
    int calls = 4;
    int iterations = 200_000;
    Fuel fuel = Fuel.of(1_000_000_000);
    CallControl control = new CallControl(fuel);
    List<FutureTask<Object>> tasks = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Instance guest = metered(i % 2 == 0 ? fuel : Fuel.of(0));
      FutureTask<Object> task =
          new FutureTask<>(() ->
              control.run(() -> {
                for (int j = 0; j < 1_000; j++) {
                  guest.function("countDown").callVoid(iterations / 1_000);
                }
                return "done";
              }));
      tasks.add(task);
      Thread.ofPlatform().daemon().start(task);
    }
    for (FutureTask<Object> task : tasks) {
      assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo("done");
    }

    assertThat(fuel.used()).isEqualTo(5L * calls * iterations);
  }

  @Test
  void theCountIsTheSameHoweverHotTheCodeIs() {
    Fuel fuel = Fuel.of(Long.MAX_VALUE);
    Instance guest = metered(fuel);

    for (int i = 0; i < 20_000; i++) {
      assertThat(cost(guest, fuel, "caller", 20)).isEqualTo(102);
    }
    assertThat(cost(guest, fuel, "countDown", 3_000_000)).isEqualTo(15_000_000);
  }

  @Test
  void aCallThatHasTooLittleTrapsBeforeTheStretchItCannotPay() {
    Fuel fuel = Fuel.of(23);
    Instance guest = metered(fuel);

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("caller").callVoid(10))
          .withMessage("fuel exhausted: 5 units needed, 1 left")
          .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED))
          .satisfies(trap ->
              assertThat(trap.guestFrames())
                  .extracting(GuestFrame::functionName)
                  .containsExactly("countDown", "caller"));
      assertThat(fuel.remaining()).isEqualTo(1);
      fuel.add(22);
    }
    fuel.add(100);
    guest.function("caller").callVoid(10);
    assertThat(fuel.remaining()).isEqualTo(23 + 100 - 52);
  }

  @Test
  void aRefillLetsTheCallGoOn() {
    int[] refills = new int[1];
    Fuel fuel =
        Fuel.of(
            7,
            (empty, missing) -> {
              refills[0]++;
              assertThat(missing).isBetween(1L, 5L);
              empty.add(1);
            });
    Instance guest = metered(fuel);

    guest.function("caller").callVoid(10);

    assertThat(fuel.used()).isEqualTo(52);
    assertThat(fuel.remaining()).isZero();
    assertThat(refills[0]).isEqualTo(52 - 7);
  }

  @Test
  void aRefillMayParkTheCall() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch granted = new CountDownLatch(1);
    Fuel fuel =
        Fuel.of(
            20,
            (empty, missing) -> {
              asked.countDown();
              granted.await();
              empty.add(1_000);
            });
    Instance guest = metered(fuel);
    FutureTask<Long> call = new FutureTask<>(() -> cost(guest, fuel, "countDown", 100));
    Thread.ofVirtual().start(call);

    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(call.isDone()).isFalse();
    granted.countDown();
    assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(500);
  }

  @Test
  void whatARefillThrowsComesOutOfTheCall() {
    IOException thrown = new IOException("the bank is closed");
    Instance guest =
        metered(
            Fuel.of(
                0,
                (empty, missing) -> {
                  throw thrown;
                }));

    assertThatThrownBy(() -> guest.function("either").callVoid(0)).isSameAs(thrown);
  }

  @Test
  void callsMayHaveFuelOfTheirOwn() throws Exception {
    Fuel ofInstance = Fuel.of(100);
    Fuel ofCall = Fuel.of(52);
    Instance guest = metered(ofInstance);

    CallControl control = new CallControl(ofCall);
    control.run(() -> {
      guest.function("caller").callVoid(10);
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("caller").callVoid(10))
          .withMessageStartingWith("fuel exhausted");
      return null;
    });

    assertThat(ofCall.remaining()).isZero();
    assertThat(ofInstance.used()).isZero();
    assertThat(cost(guest, ofInstance, "caller", 10)).isEqualTo(52);
  }

  @Test
  void instancesMayShareFuelAndOthersOfTheModuleNeedNone() {
    Fuel fuel = Fuel.of(1_000);
    Instance one = metered(fuel);
    Instance other = metered(fuel);
    Instance free = Instance.builder(GUEST).build();

    one.function("countDown").callVoid(10);
    other.function("countDown").callVoid(20);
    free.function("countDown").callVoid(1_000_000);

    assertThat(fuel.used()).isEqualTo(150);
    assertThat(GUEST.disassemble(0)).doesNotContain("fuel");
  }

  @Test
  void aStartFunctionThatLoopsForEverIsStopped() {
    WasmModule endless =
        WasmModule.load(
            module()
                .section(1, 1, 0x60, 0, 0)
                .section(3, 1, 0)
                .section(8, 0)
                .code(new int[] {0, 0x03, 0x40, 0x0c, 0, END, END})
                .toBytes());
    Fuel fuel = Fuel.of(1_000_000);

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> Instance.builder(endless).fuel(fuel).build())
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
    assertThat(fuel.used()).isEqualTo(1_000_000);
  }

  @Test
  void amountsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> Fuel.of(-1)).withMessageContaining("-1");
    Fuel fuel = Fuel.of(1);
    assertThatIllegalArgumentException().isThrownBy(() -> fuel.add(-1)).withMessageContaining("-1");
    fuel.add(Long.MAX_VALUE);
    assertThat(fuel.remaining()).isEqualTo(Long.MAX_VALUE);
    assertThat(fuel.used()).isZero();
  }
}
