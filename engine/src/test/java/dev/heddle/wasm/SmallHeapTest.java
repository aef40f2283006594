package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.ValueType;
import org.junit.jupiter.api.Test;

/** A module that is larger in memory than the heap is refused, and nothing else suffers. */
class SmallHeapTest {

  /** What the JVM with the small heap does. */
  static final class Loading {

    private Loading() {}

    /** Loads a module of a million sections. */
    public static void main(String[] arguments) {
      byte[] bytes = module().raw(repeat(1_000_000, 0, 2, 1, 'x')).toBytes();
      try {
        System.out.println("loaded " + WasmModule.load(bytes).customSections().size());
      } catch (LimitExceededException e) {
        System.out.println("refused: " + e.getMessage());
      }
      WasmModule small = WasmModule.load(module().toBytes());
      System.out.println("then loaded " + small);
    }
  }

  @Test
  void aModuleThatTheHeapHasNoRoomForIsRefused() throws Exception {
    String output = OtherJvm.run(Loading.class, "-Xmx40m", "-XX:+UseSerialGC");

    assertThat(output)
        .contains("refused: the heap has no room for a module of 4000008 bytes")
        .contains("then loaded module wasm");
  }

  /** What the JVM does whose heap is too small for a table that its limits allow. */
  static final class Growing {

    private Growing() {}

    /** Grows a table by more than there is room for, and then by less. */
    public static void main(String[] arguments) {
      Table table = Table.create(TableType.of(ValueType.EXTERNREF, 1), null);
      for (int i = 0; i < 3; i++) {
        System.out.println("by 9,000,000: " + table.grow(9_000_000, null));
      }
      System.out.println("by 1,000,000: " + table.grow(1_000_000, null));
    }
  }

  @Test
  void aTableThatTheHeapHasNoRoomForKeepsItsRoomToGrow() throws Exception {
    assertThat(OtherJvm.run(Growing.class, "-Xmx40m", "-XX:+UseSerialGC"))
        .containsOnlyOnce("by 1,000,000: 1")
        .contains("by 9,000,000: -1")
        .doesNotContain("by 9,000,000: 1");
  }
}
