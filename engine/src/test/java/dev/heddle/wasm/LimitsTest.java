package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.EXTERNREF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static Instance guest(String name, Limits limits) {
    return Instance.builder(Guests.module(name)).limits(limits).build();
  }

  @Test
  void aMemoryDoesNotGrowBeyondTheLimit() {
    Instance guest = guest("unbounded-memory", Limits.builder().maxMemoryPages(4).build());

    assertThat(guest.function("grow").callInt(2)).isEqualTo(2);
    assertThat(guest.function("grow").callInt(1)).isEqualTo(-1);
    assertThat(guest.memory("memory").grow(1)).isEqualTo(-1);
    assertThat(guest.memory("memory").pages()).isEqualTo(4);
  }

  @Test
  void theLowerOfLimitAndMaximumHolds() {
    Instance guest = guest("memory", Limits.builder().maxMemoryPages(100).build());

    assertThat(guest.function("grow").callInt(3)).isEqualTo(-1);
    assertThat(guest.function("grow").callInt(2)).isEqualTo(1);
  }

  @Test
  void aModuleThatDeclaresMoreMemoryIsNotInstantiated() {
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> guest("unbounded-memory", Limits.builder().maxMemoryPages(1).build()))
        .withMessageContaining("2")
        .withMessageContaining("1");
  }

  @Test
  void tablesAreLimitedToo() {
    Limits limits = Limits.builder().maxTableElements(4).build();
    Instance guest = guest("tables", limits);

    assertThat(guest.function("growFunctions").callInt(2)).isEqualTo(-1);
    assertThat(guest.function("growFunctions").callInt(1)).isEqualTo(3);
    assertThat(guest.table("functions").grow(1, null)).isEqualTo(-1);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> guest("tables", Limits.builder().maxTableElements(2).build()))
        .withMessageContaining("3")
        .withMessageContaining("2");
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Table.create(TableType.of(EXTERNREF, 20_000_000), null));
  }

  @Test
  void callsAreAsDeepAsTheLimitAndNoDeeper() {
    Instance guest =
        Instance.builder(Guests.module("recursion"))
            .imports(Imports.builder().function("env", "back", call -> {}).build())
            .limits(Limits.builder().maxCallDepth(100).build())
            .build();

    assertThat(guest.function("depth").callInt(99)).isEqualTo(99);
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("depth").callInt(100))
          .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
      assertThat(guest.function("depth").callInt(99)).isEqualTo(99);
    }
  }

  @Test
  void limitsOutOfTheirRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxMemoryPages(1L << 47).build())
        .withMessageContaining("140737488355328");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxMemoryPages(-1).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxTableElements(-1).build());
    assertThatIllegalArgumentException().isThrownBy(() -> Limits.builder().maxCallDepth(0).build());
    assertThat(Limits.defaults()).isEqualTo(new Limits(65_536, 10_000_000, 5_000));
  }

  @Test
  void aMemoryOfTheHostHasItsTypesMaximum() {
    Memory memory = Memory.create(MemoryType.of(1, 2));

    assertThat(memory.grow(2)).isEqualTo(-1);
    assertThat(memory.grow(1)).isEqualTo(1);
  }
}
