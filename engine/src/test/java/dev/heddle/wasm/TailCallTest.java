package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.ValueType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tail calls take no stack, no room for frames and no depth, wherever they go. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TailCallTest {

  private static final int DEEP = 10_000_000;

  private final Store store = Store.create();
  private final Table table = Table.create(TableType.of(ValueType.FUNCREF, 4, 4), null);

  private Instance guest(int maxDepth, HostFunction last) {
    return Instance.builder(Guests.module("tail-calls"))
        .store(store)
        .imports(Imports.builder().add("env", "table", table).function("env", "last", last).build())
        .limits(Limits.builder().maxCallDepth(maxDepth).build())
        .build();
  }

  private Instance guest(int maxDepth) {
    return guest(maxDepth, call -> call.returnAll(call.argument(1), call.argument(2)));
  }

  @Test
  void tenMillionFunctionsReplaceEachOtherInOneFrame() {
    Instance guest = guest(1);

    assertThat(guest.function("even").callInt(DEEP)).isEqualTo(1);
    assertThat(guest.function("odd").callInt(DEEP)).isZero();
  }

  @Test
  void theyMayBelongToDifferentInstances() {
    table.set(0, guest(1).function("bounce"));
    table.set(1, guest(1).function("bounce"));

    assertThat(guest(1).function("bounce").callLong(DEEP, 0)).isEqualTo(42);
  }

  @Test
  void theyMayGoThroughReferences() {
    Instance guest = guest(1);

    assertThat(guest.function("viaReference").callLong(DEEP)).isEqualTo(7);
    assertThatThrownBy(() -> guest.function("viaNull").callLong())
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("null function reference");
  }

  @Test
  void theyMayTakeAndGiveMoreThanTheirCallersAndNeedLargerFrames() {
    Object mark = "mark";
    WasmFunction wide = guest(1).function("wide");

    assertThat(guest(1).function("narrow").invoke(1_000_001L)).containsExactly(5L, 15L, null);
    assertThat(wide.invoke(0L, 1L, 2L, 3L, null, 4L, 5L, mark)).containsExactly(3L, 12L, mark);
    assertThat(wide.invoke(2L, 0L, 0L, 0L, null, 0L, 0L, mark)).containsExactly(5L, 15L, null);
  }

  @Test
  void theHostMayBeTheLast() {
    Instance[] self = new Instance[1];
    self[0] =
        guest(
            1,
            call -> {
              assertThat(call.instance()).isSameAs(self[0]);
              assertThat(call.i32(0)).isEqualTo(7);
              call.returnAll(call.reference(1), call.i64(2) + 1);
            });

    assertThat(self[0].function("toHost").invoke(self, 41L)).containsExactly(self, 42L);
  }

  @Test
  void whatTheHostThrowsAtTheEndKeepsItsIdentity() {
    Exception thrown = new ArithmeticException("not a trap");
    Instance guest =
        guest(
            1,
            call -> {
              throw thrown;
            });

    assertThatThrownBy(() -> guest.function("toHost").invoke(null, 0L)).isSameAs(thrown);
  }

  @Test
  void aTrapShowsWhoWasThereAndNotWhoWasReplaced() {
    Instance guest = guest(2);

    TrapException trap =
        catchThrowableOfType(TrapException.class, () -> guest.function("trap").call());

    assertThat(trap.kind()).isEqualTo(TrapKind.INTEGER_DIVIDE_BY_ZERO);
    assertThat(trap.guestFrames())
        .extracting(GuestFrame::functionName)
        .containsExactly("trapping", "trap");
  }

  @Test
  void aCalleeThatIsNotThereIsATrapOfTheCaller() {
    Instance guest = guest(1);

    TrapException uninitialized =
        catchThrowableOfType(TrapException.class, () -> guest.function("missing").call(2));
    TrapException undefined =
        catchThrowableOfType(TrapException.class, () -> guest.function("missing").call(4));
    table.set(3, guest.function("even"));
    TrapException mismatch =
        catchThrowableOfType(TrapException.class, () -> guest.function("missing").call(3));

    assertThat(uninitialized.kind()).isEqualTo(TrapKind.UNINITIALIZED_ELEMENT);
    assertThat(undefined.kind()).isEqualTo(TrapKind.UNDEFINED_ELEMENT);
    assertThat(mismatch.kind()).isEqualTo(TrapKind.INDIRECT_CALL_TYPE_MISMATCH);
    assertThat(mismatch.guestFrames())
        .extracting(GuestFrame::functionName)
        .containsExactly("missing");
  }

  @Test
  void anEndlessChainCanBeStopped() throws Exception {
    Instance guest = guest(1);
    CallControl control = new CallControl();
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Object> call =
        new FutureTask<>(() ->
            control.run(() -> {
              started.countDown();
              return guest.function("endless").call();
            }));
    Thread.ofPlatform().daemon().start(call);
    started.await();

    CallInterruptedException cause = new CallInterruptedException("enough");
    control.interrupt(cause);

    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).hasCause(cause);
  }

  @Test
  void ordinaryCallsInBetweenCountAsEver() {
    Instance guest = guest(100);

    TrapException trap =
        catchThrowableOfType(TrapException.class, () -> guest.function("deeper").call(1));

    assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED);
    assertThat(guest.global("deepest").raw()).isEqualTo(100);
    assertThat(trap.guestFrames()).hasSize(100);
  }

  @Test
  void registerCodeShowsThemWithTheirArguments() {
    assertThat(Guests.module("tail-calls").disassemble(1))
        .isEqualTo(
            """
            function 1 "even" (i64) -> (i32), frame 3
                0  i64.eqz          r1, r0
                3  br_zero          r1, @10
                6  const32          r0, #1
                9  return
               10  i64.add_imm      r1, r0, #-1
               14  tail_call        [2], r1, x1, o0, x0
               20  return
            """);
  }
}
