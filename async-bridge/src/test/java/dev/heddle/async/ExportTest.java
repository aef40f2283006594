package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** Calling exports: rules R5 to R19. */
class ExportTest {

  private final AsyncInstance guest = Guests.calls(call -> 0).build();

  @Test
  void aCallThatNeverWaitsStillAnswersThroughAFuture() {
    assertThat(result(guest.function("add").future(Integer.class, 40, 2))).isEqualTo(42);
  }

  @Test
  void aFunctionWithoutResultsCompletesWithNull() {
    assertThat(result(guest.function("nothing").future(Void.class))).isNull();
  }

  @Test
  void aFunctionWithoutResultsCompletesItsMonoEmpty() {
    StepVerifier.create(guest.function("nothing").mono(Void.class)).verifyComplete();
  }

  @Test
  void aMonoGivesTheResultOnce() {
    StepVerifier.create(guest.function("add").mono(Integer.class, 40, 2))
        .expectNext(42)
        .verifyComplete();
  }

  @Test
  void allNumberTypesArriveUnchanged() {
    assertThat(result(guest.function("i64").future(Long.class, Long.MIN_VALUE)))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(result(guest.function("f32").future(Float.class, -0.0f))).isEqualTo(-0.0f);
    assertThat(result(guest.function("f64").future(Double.class, Double.MIN_VALUE)))
        .isEqualTo(Double.MIN_VALUE);
    assertThat(result(guest.function("add").future(int.class, Integer.MIN_VALUE, 0)))
        .isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void severalResultsArriveAsAList() {
    List<?> swapped = result(guest.function("swap").future(List.class, 1, 2L));
    assertThat(swapped).isEqualTo(List.of(2L, 1));
  }

  @Test
  void aReferenceArrivesAsTheSameObject() {
    Object object = new Object();
    assertThat(result(guest.function("same").future(Object.class, object))).isSameAs(object);
    assertThat(result(guest.function("same").future(Object.class, (Object) null))).isNull();
  }

  @Test
  void aFutureThatAGuestReturnsIsNotWaitedFor() {
    CompletableFuture<String> never = new CompletableFuture<>();
    assertThat(result(guest.function("same").future(Object.class, never))).isSameAs(never);
  }

  @Test
  void aReferenceOfAnotherClassThanAskedForFailsTheCall() {
    assertThat(failure(guest.function("same").future(Integer.class, "text")))
        .isInstanceOf(ClassCastException.class)
        .hasMessage(
            "function \"same\": expected a result of class java.lang.Integer, found"
                + " java.lang.String");
  }

  @Test
  void theTypeOfTheFunctionIsKept() {
    assertThat(guest.function("add").type())
        .isEqualTo(FunctionType.of(List.of(ValueType.I32, ValueType.I32), List.of(ValueType.I32)));
    assertThat(guest.function("add").name()).isEqualTo("add");
  }

  @Test
  void numbersAreWidenedWhereNothingIsLost() {
    byte small = -3;
    assertThat(result(guest.function("add").future(Long.class, small, (short) 2))).isEqualTo(-1L);
    assertThat(result(guest.function("add").future(Double.class, 1, 2))).isEqualTo(3.0);
    assertThat(result(guest.function("add").future(Number.class, 1, 2))).isEqualTo(3);
    assertThat(result(guest.function("add").future(long.class, 1, 2))).isEqualTo(3L);
    List<?> narrow = result(guest.function("swap").future(List.class, 1, 2L));
    List<?> wide = result(guest.function("swap").future(List.class, 1, 2));
    assertThat(wide.equals(narrow)).isTrue();
  }

  @Test
  void theWrongNumberOfArgumentsIsRefusedAtOnce() {
    assertThatThrownBy(() -> guest.function("add").future(Integer.class, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("function \"add\" (i32, i32) -> (i32): expected 2 arguments, found 1");
  }

  @Test
  void anArgumentOfTheWrongTypeIsRefusedAtOnce() {
    assertThatThrownBy(() -> guest.function("add").mono(Integer.class, 1, 2L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function \"add\" (i32, i32) -> (i32): argument 1: expected i32 (Integer), found"
                + " java.lang.Long");
    assertThatThrownBy(() -> guest.function("add").mono(Integer.class, 1, null))
        .hasMessageContaining("argument 1: expected i32 (Integer), found null");
  }

  @Test
  void aResultOfTheWrongClassIsRefusedAtOnce() {
    assertThatThrownBy(() -> guest.function("add").future(Short.class, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function \"add\" (i32, i32) -> (i32): expected a result of class java.lang.Integer,"
                + " found java.lang.Short");
    assertThatThrownBy(() -> guest.function("add").future(Float.class, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> guest.function("nothing").future(Integer.class))
        .hasMessageContaining("expected a result of class java.lang.Void");
    assertThatThrownBy(() -> guest.function("swap").future(Integer.class, 1, 2L))
        .hasMessageContaining("expected a result of class java.util.List");
  }

  @Test
  void anExportThatIsNotThereIsRefusedWithAListOfWhatIs() {
    assertThatThrownBy(() -> guest.function("subtract"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subtract")
        .hasMessageContaining("add");
    assertThatThrownBy(() -> guest.function("memory")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTrapFailsTheCallAndNotItsCaller() {
    assertThat(failure(guest.function("trap").future(Void.class)))
        .isInstanceOfSatisfying(
            TrapException.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.UNREACHABLE));
  }

  @Test
  void aTrapAfterASuspensionFailsTheCall() {
    Desk desk = new Desk();
    AsyncInstance waiting = Guests.calls(desk).build();
    CompletableFuture<?> future = waiting.function("trap_after").future(Void.class, 1);
    desk.take().answer(1);
    assertThat(failure(future)).isInstanceOf(TrapException.class);
  }

  @Test
  void endlessRecursionFailsTheCallOnly() {
    assertThat(failure(guest.function("endless").future(Integer.class, 0)))
        .isInstanceOfSatisfying(
            TrapException.class,
            trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
  }

  @Test
  void anInstanceServesOnAfterFailures() {
    for (int i = 1; i <= 100; i++) {
      failure(guest.function("trap").future(Void.class));
      assertThat(result(guest.function("count").future(Integer.class))).isEqualTo(i);
    }
  }

  @Test
  void dependentsRunWithoutACallOnTheirThread() {
    boolean present =
        result(
            guest
                .function("nothing")
                .future(Void.class)
                .thenApply(nothing -> GuestCall.isPresent()));
    assertThat(present).isFalse();
  }
}
