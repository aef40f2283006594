package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static org.assertj.core.api.Assertions.assertThat;

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
}
