package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stack pointers that are kept within bounds. */
class BoundedGlobalTest {

  private static final int LOW = 40_000;
  private static final int HIGH = 65_536;
  private static final int SP = 0;
  private static final int WIDE = 1;

  private final WasmModule module = Guests.module("bounded");

  private Instance bounded(Execution execution) {
    Instance guest =
        Instance.builder(module).execution(execution).boundedGlobal(SP).boundedGlobal(WIDE).build();
    guest.global("__stack_pointer").bound(LOW, HIGH);
    return guest;
  }

  @ParameterizedTest
  @EnumSource
  void aStackThatOverflowsTrapsBeforeItsNeighbourIsTouched(Execution execution) {
    Instance guest = bounded(execution);
    Memory memory = guest.memory("memory");
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      int size = 16 * (4 + random.nextInt(60));
      int fitting = (HIGH - LOW) / size;
      int depth = Math.max(1, fitting - 3 + random.nextInt(7));
      memory.fill(0, LOW, (byte) 7);
      guest.global("__stack_pointer").set(HIGH);
      if (depth <= fitting) {
        assertThat(guest.function("descend").callInt(depth, size, 9)).isEqualTo(depth);
        assertThat(guest.global("__stack_pointer").raw()).isEqualTo(HIGH);
      } else {
        int lowest = HIGH - fitting * size;
        assertThatExceptionOfType(TrapException.class)
            .isThrownBy(() -> guest.function("descend").callInt(depth, size, 9))
            .satisfies(trap -> {
              assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED);
              assertThat(trap.guestFrames().toString()).contains("descend");
            })
            .withMessageContaining(
                "the stack pointer would be "
                    + (lowest - size)
                    + ", which is not from "
                    + LOW
                    + " to "
                    + HIGH);
        assertThat(guest.global("__stack_pointer").raw()).isEqualTo(lowest);
      }
      assertThat(memory.read(0, LOW)).containsOnly(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrameThatIsLargerThanAllBelowDoesNotWrapAround(Execution execution) {
    Instance guest = bounded(execution);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("descend").callInt(1, HIGH + 16, 9))
        .withMessageContaining("would be " + (0xffff_ffffL - 15));
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("descend").callInt(1, -16, 9))
        .withMessageContaining("would be " + (HIGH + 16));
  }

  @ParameterizedTest
  @EnumSource
  void aLoopThatRunsWhileItIsCompiledIsKeptWithinThem(Execution execution) {
    Instance guest = bounded(execution);
    guest.function("loop_then_set").call(200_000, LOW);
    assertThat(guest.global("__stack_pointer").raw()).isEqualTo(LOW);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("loop_then_set").call(200_000, LOW - 1));
    assertThat(guest.global("__stack_pointer").raw()).isEqualTo(HIGH);
  }

  @ParameterizedTest
  @EnumSource
  void addressesOf64BitsHaveBoundsToo(Execution execution) {
    Instance guest = bounded(execution);
    guest.function("set_wide").call(-1L);
    guest.global("wide").bound(1L << 40, -16);
    guest.function("set_wide").call(1L << 40);
    guest.function("set_wide").call(-16L);
    for (long outside : new long[] {-15, -1, 0, (1L << 40) - 1}) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("set_wide").call(outside))
          .withMessageContaining("would be " + Long.toUnsignedString(outside));
    }
    assertThat(guest.global("wide").raw()).isEqualTo(-16);
  }

  @ParameterizedTest
  @EnumSource
  void meteredCodeIsKeptWithinThem(Execution execution) {
    Instance guest =
        Instance.builder(module)
            .execution(execution)
            .fuel(Fuel.of(1_000))
            .boundedGlobal(SP)
            .build();
    guest.global("__stack_pointer").bound(LOW, HIGH);
    assertThat(guest.function("descend").callInt(3, 16, 9)).isEqualTo(3);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("descend").callInt(1, HIGH - LOW + 1, 9))
        .withMessageContaining("the stack pointer would be " + (LOW - 1));
  }

  @Test
  void instancesWithoutBoundsHaveTheCodeThatTheyHaveAlways() {
    String before = module.disassemble(0);
    Instance guest = bounded(Execution.INTERPRETED);
    assertThat(guest.module().disassemble(0)).contains("bounded.global.set").isNotEqualTo(before);
    assertThat(module.disassemble(0)).isEqualTo(before).doesNotContain("bounded.global.set");
    Instance other = Instance.builder(module).build();
    assertThat(other.module()).isSameAs(module);
    assertThat(other.function("descend").callInt(320, 200, 9)).isEqualTo(320);
    assertThatIllegalStateException()
        .isThrownBy(() -> other.global("__stack_pointer").bound(0, 1))
        .withMessageContaining("was made without bounds");
  }

  @Test
  void allFormsAreOneModuleToWhoAsks() {
    Instance guest = bounded(Execution.standard());
    Instance plain = Instance.builder(module).build();
    assertThat(guest.module()).isEqualTo(module).hasSameHashCodeAs(module);
    assertThat(guest.module()).isNotEqualTo(Guests.module("bounded"));
    guest.memory("memory").putByte(0, (byte) 3);
    Snapshot.of(guest).restore(plain);
    assertThat(plain.memory("memory").getByte(0)).isEqualTo((byte) 3);
    Instance restored = Instance.builder(Snapshot.of(plain)).boundedGlobal(SP).build();
    restored.global("__stack_pointer").bound(LOW, HIGH);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> restored.function("descend").callInt(2, 20_000, 9));
  }

  @Test
  void whoImportsOneIsKeptWithinItsBounds() {
    Instance guest = bounded(Execution.standard());
    Instance mover =
        Instance.builder(Guests.module("bounded_import"))
            .store(guest.store())
            .imports(Imports.builder().add("guest", "sp", guest.global("__stack_pointer")).build())
            .build();
    mover.function("move").call(LOW);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> mover.function("move").call(LOW - 1));
    assertThat(guest.global("__stack_pointer").raw()).isEqualTo(LOW);
  }

  @Test
  void whatOthersSetUncheckedCannotHaveBounds() {
    Imports imports =
        Imports.builder()
            .add("guest", "sp", Global.create(new GlobalType(ValueType.I32, true), 5))
            .build();
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() ->
            Instance.builder(Guests.module("bounded_import"))
                .imports(imports)
                .boundedGlobal(0)
                .build())
        .withMessageContaining("global 0")
        .withMessageContaining("made without");
  }

  @Test
  void onlyMutableIntegersHaveBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Instance.builder(module).boundedGlobal(3))
        .withMessageContaining("has no global 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Instance.builder(Guests.module("globals")).boundedGlobal(2))
        .withMessageContaining("expected a mutable i32 or i64");
  }
}
