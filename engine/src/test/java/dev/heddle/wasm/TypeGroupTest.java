package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions whose type was defined together with others. */
class TypeGroupTest {

  private static final FunctionType PLAIN = FunctionType.of(List.of(), List.of(I32));

  private final WasmModule module = Guests.module("type-group");
  private final Store store = Store.create();
  private final Instance guest = link(Imports.builder().function("host", "second", this::four));

  private void four(HostCall call) {
    call.returnI32(4);
  }

  private Instance link(Imports.Builder imports) {
    return Instance.builder(module).store(store).imports(imports.build()).build();
  }

  @Test
  void aHostFunctionWithoutATypeTakesTheDeclaredOne() {
    assertThat(guest.function("callSecond").callInt(0)).isEqualTo(4);
    assertThat(guest.function("callSecond").callInt(1)).isEqualTo(2);
  }

  @Test
  void aFunctionOfTheSameGroupInAnotherModuleFits() {
    Instance other = link(Imports.builder().add("host", "second", guest.function("second")));

    assertThat(other.function("callSecond").callInt(0)).isEqualTo(2);
    assertThat(other.function("second").definedType())
        .isSameAs(guest.function("second").definedType());
  }

  @Test
  void aHostFunctionCanBeOfATypeOfTheModule() {
    DefinedType second = module.types().get(1);
    WasmFunction function = WasmFunction.of(second, this::four);

    assertThat(link(Imports.builder().add("host", "second", function))).isNotNull();
    assertThat(second.indexInGroup()).isOne();
    assertThat(second.group().types()).hasSize(2);
  }

  @Test
  void equalParametersAndResultsAreNotEnough() {
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> link(Imports.builder().function("host", "second", PLAIN, this::four)))
        .withMessage(
            "incompatible import type: import host.second: expected () -> (i32), found () -> (i32)"
                + " of another type definition");
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> link(Imports.builder().add("host", "second", guest.function("alone"))))
        .withMessageEndingWith("of another type definition");
  }

  @Test
  void indirectCallsTellTypesOfAGroupApart() {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("callFirst").callInt(1))
        .withMessageStartingWith("indirect call type mismatch: expected func () -> (i32), found");
    guest.function("store").invoke(WasmFunction.of(module.types().get(0), this::four));
    assertThat(guest.function("callFirst").callInt(2)).isEqualTo(4);
    guest.function("store").invoke(WasmFunction.of(PLAIN, this::four));
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("callFirst").callInt(2));
  }
}
