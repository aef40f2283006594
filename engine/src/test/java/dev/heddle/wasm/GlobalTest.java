package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.EXTERNREF;
import static dev.heddle.wasm.types.ValueType.F32;
import static dev.heddle.wasm.types.ValueType.F64;
import static dev.heddle.wasm.types.ValueType.FUNCREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import org.junit.jupiter.api.Test;

class GlobalTest {

  private final Instance guest = Guests.instance("globals");

  @Test
  void globalsOfEveryTypeStartWithTheirInitialValues() {
    assertThat(guest.global("i32").get()).isEqualTo(-1);
    assertThat(guest.global("i64").get()).isEqualTo(-2L);
    assertThat(guest.global("f32").get()).isEqualTo(1.5f);
    assertThat(guest.global("f64").get()).isEqualTo(2.5);
    assertThat(guest.global("extern").get()).isNull();
    assertThat(guest.global("func").get()).isSameAs(guest.function("getI32"));
    assertThat(guest.global("constant").get()).isEqualTo(42);
  }

  @Test
  void globalsAndMemoriesAreFoundByTheirIndexToo() {
    WasmModule module = guest.module();
    for (int i = 0; i < module.globals().size(); i++) {
      assertThat(guest.global(i).type()).isEqualTo(module.globals().get(i));
    }
    assertThat(guest.exports()).containsValue(guest.global(0));
    int none = module.globals().size();
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> guest.global(none));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> module.globalName(none));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> guest.memory(module.memories().size()));
  }

  @Test
  void rawFormIsThatOfCalls() {
    assertThat(guest.global("i32").raw()).isEqualTo(-1);
    assertThat(guest.global("i64").raw()).isEqualTo(-2);
    assertThat((int) guest.global("f32").raw()).isEqualTo(Float.floatToRawIntBits(1.5f));
    assertThat(guest.global("f64").raw()).isEqualTo(Double.doubleToRawLongBits(2.5));
    assertThatIllegalArgumentException().isThrownBy(() -> guest.global("extern").raw());
  }

  @Test
  void guestAndHostSeeTheSameValue() {
    guest.global("i32").set(77);
    assertThat(guest.function("getI32").callInt()).isEqualTo(77);

    guest.function("setI64").callVoid(-3);
    assertThat(guest.global("i64").get()).isEqualTo(-3L);

    Object object = new Object();
    guest.global("extern").set(object);
    assertThat(guest.function("getExtern").invoke().getFirst()).isSameAs(object);
  }

  @Test
  void anImmutableGlobalCannotBeSet() {
    assertThat(guest.global("constant").type()).isEqualTo(new GlobalType(I32, false));
    assertThatIllegalStateException().isThrownBy(() -> guest.global("constant").set(1));
    assertThat(guest.global("constant").get()).isEqualTo(42);
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.global("i32").set(1L))
        .withMessageContaining("i32")
        .withMessageContaining("Long");
    assertThatIllegalArgumentException().isThrownBy(() -> guest.global("i64").set(null));
    assertThatIllegalArgumentException().isThrownBy(() -> guest.global("func").set("text"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Global.create(new GlobalType(F64, true), 1L));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Global.create(new GlobalType(FUNCREF, true), "text"));
  }

  @Test
  void aGlobalOfTheHostKeepsItsValue() {
    assertKeeps(I32, Integer.MIN_VALUE);
    assertKeeps(I64, Long.MAX_VALUE);
    assertKeeps(F32, Float.MIN_VALUE);
    assertKeeps(F64, -0.0);
    assertKeeps(EXTERNREF, "text");
    assertThat(Global.create(new GlobalType(EXTERNREF, false), null).get()).isNull();
  }

  private static void assertKeeps(ValueType type, Object value) {
    Global global = Global.create(new GlobalType(type, true), value);
    assertThat(global.get()).isEqualTo(value);
    global.set(value);
    assertThat(global.get()).isEqualTo(value);
  }
}
