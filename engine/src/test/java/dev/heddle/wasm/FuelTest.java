package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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

  /** Calls {@code countDown} with its parameter. */
  private static final int[] CALLER = {0, LOCAL_GET, 0, 0x10, 0, END};

  private static final WasmModule GUEST =
      WasmModule.load(
          module()
              .section(1, 1, 0x60, 1, 0x7f, 0)
              .section(3, 4, 0, 0, 0, 0)
              .section(5, 1, 0, 1)
              .section(6, 1, 0x7f, 1, I32_CONST, 0, END)
              .section(
                  7,
                  join(
                      new int[] {4},
                      name("countDown"),
                      new int[] {0, 0},
                      name("either"),
                      new int[] {0, 1},
                      name("fill"),
                      new int[] {0, 2},
                      name("caller"),
                      new int[] {0, 3}))
              .code(COUNT_DOWN, EITHER, FILL, CALLER)
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
