package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.types.FunctionType;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WasmFunctionTest {

  private final Instance calls = Guests.instance("calls");

  @Test
  void typedCallsReturnJavaNumbers() {
    assertThat(function("addInts").callInt(40, 2)).isEqualTo(42);
    assertThat(function("addLongs").callLong(Long.MAX_VALUE, 1)).isEqualTo(Long.MIN_VALUE);
    assertThat(function("addFloats").callFloat(0.1f, 0.25f)).isEqualTo(0.1f + 0.25f);
    assertThat(function("addDoubles").callDouble(0.1, 0.2)).isEqualTo(0.1 + 0.2);
    assertThat(function("addDoubles").callDouble(1, 0.5)).isEqualTo(1.5);
    function("nothing").callVoid();
    assertThat(function("nine").callInt(50, 1, 2, 3, 4, 5, 6, 7, 8)).isEqualTo(42);
  }

  @Test
  void integersAreNotTakenForTheBitsOfFloats() {
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> function("addDoubles").callDouble(1, 2),
            () -> function("addFloats").callFloat(1, 2),
            () -> function("doubleFromBits").callLong(3))) {
      assertThatIllegalArgumentException().isThrownBy(call);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("addDoubles").callDouble(1, 2))
        .withMessage(
            "addDoubles (f64, f64) -> (f64): integers given for floating-point parameters might be"
                + " numbers or bits: give numbers with a point (3.0), or bits to call(...)");
  }

  @Test
  void numbersInTypedCallsMustFitTheirParameters() {
    assertThat(function("addInts").callInt(0xffff_fffeL, 1)).isEqualTo(-1);
    assertThat(function("addInts").callInt(Integer.MIN_VALUE, 0)).isEqualTo(Integer.MIN_VALUE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("addInts").callInt(0, 0x1_0000_0000L))
        .withMessage("argument 1 of addInts: expected i32, found 4294967296, which is beyond it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("addInts").callInt(Integer.MIN_VALUE - 1L, 0));

    assertThat(function("addInts").callInt(40.0, 2.0)).isEqualTo(42);
    assertThat(function("addInts").callInt(4294967295.0, 0.0)).isEqualTo(-1);
    assertThat(function("addLongs").callLong(0x1p53, -1.0)).isEqualTo((1L << 53) - 1);
    assertThat(function("addFloats").callFloat(Double.NaN, 0)).isNaN();
    assertThat(function("addFloats").callFloat(Double.POSITIVE_INFINITY, 0)).isInfinite();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> function("addInts").callInt(0.5, 0),
            () -> function("addInts").callInt(4294967296.0, 0.0),
            () -> function("addInts").callInt(Double.NaN, 0),
            () -> function("addLongs").callLong(0x1p54, 0.0),
            () -> function("addLongs").callLong(Double.POSITIVE_INFINITY, 0.0),
            () -> function("addFloats").callFloat(0.1, 0.0),
            () -> function("isNull").callInt(0.0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(call)
          .withMessageContaining("which cannot become one exactly");
    }
    assertArity(() -> function("addDoubles").callDouble(1.0), 2, 1);
    assertArity(() -> function("addDoubles").callDouble(1), 2, 1);
  }

  @Test
  void objectsAreWidenedWhereNothingIsLost() {
    byte small = -3;
    short two = 2;
    assertThat(function("addInts").invoke(small, two)).containsExactly(-1);
    assertThat(function("addLongs").invoke(small, 2)).containsExactly(-1L);
    assertThat(function("addFloats").invoke(small, two)).containsExactly(-1f);
    assertThat(function("addDoubles").invoke(small, 0.1f)).containsExactly(-3 + (double) 0.1f);
    assertThat(function("addDoubles").invoke(Integer.MAX_VALUE, two))
        .containsExactly(Integer.MAX_VALUE + 2.0);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> function("addInts").invoke(1, 2L),
            () -> function("addInts").invoke(1, 'a'),
            () -> function("addInts").invoke(1, 2f),
            () -> function("addLongs").invoke(1, 2.0),
            () -> function("addFloats").invoke(1f, 2),
            () -> function("addFloats").invoke(1f, 2.0),
            () -> function("addDoubles").invoke(1.0, 2L))) {
      assertThatIllegalArgumentException()
          .isThrownBy(call)
          .withMessageContaining("argument 1 of ")
          .withMessageContaining("found java.lang.");
    }
  }

  @Test
  void theHighHalfOfARawIntIsNotLookedAtAndThatOfAResultIsTheSign() {
    assertThat(function("addInts").call(0xdead_beef_0000_0001L, 0x7777_0000_0000_0002L))
        .containsExactly(3);
    assertThat(function("addInts").call(0x0000_0000_ffff_ffffL, 0)).containsExactly(-1);
    assertThat(function("addInts").call(-1, 0)).containsExactly(-1);
  }

  @Test
  void severalResultsComeInOrder() {
    long[] raw =
        function("rotate")
            .call(7, 8, Float.floatToRawIntBits(1.5f), Double.doubleToRawLongBits(2.5));

    assertThat(raw)
        .containsExactly(Double.doubleToRawLongBits(2.5), 7, 8, Float.floatToRawIntBits(1.5f));
    assertThat(function("rotate").invoke(7, 8L, 1.5f, 2.5)).containsExactly(2.5, 7, 8L, 1.5f);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0x7fa0_0000, 0xff80_0001, 0x8000_0000})
  void bitsOfFloatsAreKept(int bits) {
    assertThat((int) function("floatFromBits").call(bits)[0]).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x7ff8_0000_0000_0000L, 0x7ff0_0000_0000_0001L, 0xfff4_0000_dead_beefL})
  void bitsOfDoublesAreKept(long bits) {
    assertThat(function("doubleFromBits").call(bits)).containsExactly(bits);
  }

  @Test
  void referencesGoThroughInvokeAndKeepTheirIdentity() {
    Object object = new Object();
    WasmFunction answer = function("answer");

    List<Object> swapped = function("swap").invoke(object, answer);

    assertThat(swapped).hasSize(2);
    assertThat(((WasmFunction) swapped.get(0)).callInt()).isEqualTo(42);
    assertThat(swapped.get(1)).isSameAs(object);
    assertThat(function("swap").invoke(null, null)).containsExactly(null, null);
    assertThat(function("isNull").invoke(object)).containsExactly(0);
    assertThat(function("isNull").invoke((Object) null)).containsExactly(1);
  }

  @Test
  void aFunctionReferenceOfTheGuestIsTheSameObjectEveryTime() {
    Object first = function("answerFunction").invoke().getFirst();

    assertThat(first).isInstanceOf(WasmFunction.class);
    assertThat(function("answerFunction").invoke().getFirst()).isSameAs(first);
    assertThat(((WasmFunction) first).callInt()).isEqualTo(42);
  }

  @Test
  void aWrongNumberOfArgumentsIsRefusedByEveryFormOfCall() {
    assertArity(() -> function("addInts").callInt(1), 2, 1);
    assertArity(() -> function("addInts").callInt(1, 2, 3), 2, 3);
    assertArity(() -> function("addInts").call(), 2, 0);
    assertArity(() -> function("addInts").invoke(1), 2, 1);
    assertArity(() -> function("addLongs").callLong(1, 2, 3, 4), 2, 4);
    assertArity(() -> function("addFloats").callFloat(1), 2, 1);
    assertArity(() -> function("addDoubles").callDouble(1), 2, 1);
    assertArity(() -> function("nothing").callVoid(1), 0, 1);
  }

  private void assertArity(ThrowingCallable call, int wanted, int given) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageContaining(String.valueOf(wanted))
        .withMessageContaining(String.valueOf(given));
  }

  @Test
  void aWrongFormOfCallIsRefusedWithTheTypeOfTheFunction() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("addLongs").callInt(1, 2))
        .withMessageContaining("addLongs")
        .withMessageContaining("(i64, i64) -> (i64)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("addInts").callVoid(1, 2))
        .withMessageContaining("(i32, i32) -> (i32)");
    assertThatIllegalArgumentException().isThrownBy(() -> function("addInts").callLong(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> function("addInts").callFloat(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> function("addInts").callDouble(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> function("nothing").callInt());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("rotate").callDouble(1, 2, 3, 4));
  }

  @Test
  void referencesHaveNoRawForm() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("swap").call(1, 2))
        .withMessageContaining("(externref, funcref) -> (funcref, externref)");
    assertThatIllegalArgumentException().isThrownBy(() -> function("answerFunction").call());
    assertThatIllegalArgumentException().isThrownBy(() -> function("isNull").callInt(0));
  }

  @Test
  void anObjectOfTheWrongClassIsRefusedWithItsPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("addInts").invoke(1, 2L))
        .withMessageContaining("1")
        .withMessageContaining("i32")
        .withMessageContaining("Long");
    assertThatIllegalArgumentException().isThrownBy(() -> function("addInts").invoke(1, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function("swap").invoke(null, "not a function"))
        .withMessageContaining("funcref")
        .withMessageContaining("String");
  }

  @Test
  void aHostFunctionCanBeCalledByTheHost() {
    WasmFunction twice =
        WasmFunction.of(
            FunctionType.of(List.of(I32), List.of(I32)), call -> call.returnI32(2 * call.i32(0)));

    assertThat(twice.callInt(21)).isEqualTo(42);
    assertThat(twice.invoke(21)).containsExactly(42);
    assertThatIllegalArgumentException().isThrownBy(twice::callInt);
  }

  @Test
  void aFunctionKnowsItsTypeAndItsName() {
    assertThat(function("addInts").type())
        .isEqualTo(FunctionType.of(List.of(I32, I32), List.of(I32)));
    assertThat(function("answer").name()).isEqualTo("answer");
  }

  private WasmFunction function(String name) {
    return calls.function(name);
  }
}
