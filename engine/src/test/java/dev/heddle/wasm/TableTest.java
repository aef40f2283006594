package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.EXTERNREF;
import static dev.heddle.wasm.types.ValueType.FUNCREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.TableType;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TableTest {

  private final Instance guest = Guests.instance("tables");
  private final Table functions = guest.table("functions");
  private final Table objects = guest.table("objects");

  @Test
  void aTableOfFunctionsHoldsTheGuestsFunctions() {
    assertThat(functions.type()).isEqualTo(TableType.of(FUNCREF, 3, 5));
    assertThat(functions.size()).isEqualTo(3);
    assertThat(((WasmFunction) functions.get(1)).callInt()).isEqualTo(2);
    assertThat(functions.get(2)).isNull();
    assertThat(functions.get(0)).isSameAs(guest.function("one"));
  }

  @Test
  void theGuestCallsWhatTheHostPutIn() {
    functions.set(
        2, WasmFunction.of(FunctionType.of(List.of(), List.of(I32)), call -> call.returnI32(99)));
    assertThat(guest.function("call").callInt(2)).isEqualTo(99);

    functions.set(2, functions.get(0));
    assertThat(guest.function("call").callInt(2)).isEqualTo(1);

    functions.set(2, null);
    assertTrap(TrapKind.UNINITIALIZED_ELEMENT, () -> guest.function("call").callInt(2));
  }

  @Test
  void aFunctionOfTheWrongTypeTrapsWhenItIsCalled() {
    functions.set(
        2, WasmFunction.of(FunctionType.of(List.of(), List.of(I64)), call -> call.returnI64(99)));

    assertTrap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH, () -> guest.function("call").callInt(2));
  }

  @Test
  void objectsKeepTheirIdentity() {
    Object object = new Object();
    objects.set(0, object);
    assertThat(guest.function("getObject").invoke(0).getFirst()).isSameAs(object);

    guest.function("setObject").invoke(1, "text");
    assertThat(objects.get(1)).isEqualTo("text");
    guest.function("setObject").invoke(1, null);
    assertThat(objects.get(1)).isNull();
  }

  @Test
  void aValueThatIsNotOfTheElementTypeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> functions.set(0, "text"))
        .withMessageContaining("funcref")
        .withMessageContaining("String");
    assertThatIllegalArgumentException().isThrownBy(() -> functions.grow(1, "text"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Table.create(TableType.of(FUNCREF, 1), 5));
    assertThat(functions.size()).isEqualTo(3);
  }

  @Test
  void anIndexBeyondTheEndTraps() {
    for (int index : new int[] {3, 5, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      assertTrap(TrapKind.TABLE_OUT_OF_BOUNDS, () -> functions.get(index));
      assertTrap(TrapKind.TABLE_OUT_OF_BOUNDS, () -> functions.set(index, null));
      assertTrap(TrapKind.UNDEFINED_ELEMENT, () -> guest.function("call").callInt(index));
    }
    assertTrap(TrapKind.TABLE_OUT_OF_BOUNDS, () -> guest.function("getObject").invoke(2));
    assertTrap(TrapKind.TABLE_OUT_OF_BOUNDS, () -> guest.function("setObject").invoke(-1, "text"));
  }

  @Test
  void growingStopsAtTheMaximum() {
    WasmFunction one = guest.function("one");
    assertThat(functions.grow(1, one)).isEqualTo(3);
    assertThat(functions.get(3)).isSameAs(one);
    assertThat(guest.function("call").callInt(3)).isEqualTo(1);
    assertThat(functions.grow(2, null)).isEqualTo(-1);
    assertThat(guest.function("growFunctions").callInt(1)).isEqualTo(4);
    assertThat(guest.function("growFunctions").callInt(1)).isEqualTo(-1);
    assertThat(guest.function("growFunctions").callInt(-1)).isEqualTo(-1);
    assertThat(functions.size()).isEqualTo(5);
    assertThat(functions.type()).isEqualTo(TableType.of(FUNCREF, 5, 5));
  }

  @Test
  void newElementsAreWhatTheyAreToldToBe() {
    assertThat(guest.function("growObjects").invoke("new", 3)).containsExactly(2);
    assertThat(objects.size()).isEqualTo(5);
    assertThat(objects.get(1)).isNull();
    assertThat(objects.get(2)).isEqualTo("new");
    assertThat(objects.get(4)).isEqualTo("new");
  }

  @Test
  void aTableOfTheHostStartsWithItsInitialElement() {
    Table table = Table.create(TableType.of(EXTERNREF, 3), "initial");

    assertThat(table.get(2)).isEqualTo("initial");
    assertThat(table.grow(1, null)).isEqualTo(3);
    assertThat(table.get(3)).isNull();
  }

  private static void assertTrap(TrapKind kind, ThrowingCallable action) {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(action)
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(kind))
        .withMessageStartingWith(kind.wording());
  }
}
