package dev.heddle.wasm.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.decode.ModuleBytes;
import org.junit.jupiter.api.Test;

/**
 * Offsets of loads and stores are written as 64-bit numbers, also where only 32 bits may be set.
 */
class MemoryOffsetTest {

  private static final int[] OFFSET_2_IN_SIX_BYTES = {0x82, 0x80, 0x80, 0x80, 0x80, 0x00};

  @Test
  void anOffsetMayTakeMoreThanFiveBytes() {
    int[] load = ModuleBytes.join(new int[] {0x41, 0, 0x28, 2}, OFFSET_2_IN_SIX_BYTES);
    assertThat(function(ModuleBytes.join(load, new int[] {0x1a})))
        .contains("load32_s         r0, r0, +2");
  }

  @Test
  void soMayOneThatIsNeverReached() {
    int[] load = ModuleBytes.join(new int[] {0x41, 0, 0x28, 2}, OFFSET_2_IN_SIX_BYTES);
    int[] unreachable = {0x00};
    assertThat(function(ModuleBytes.join(unreachable, load, new int[] {0x1a})))
        .contains("unreachable")
        .doesNotContain("load");
  }

  private static String function(int[] instructions) {
    byte[] module =
        ModuleBytes.module()
            .section(1, 1, 0x60, 0, 0)
            .section(3, 1, 0)
            .section(5, 1, 0, 1)
            .code(ModuleBytes.join(new int[] {0}, instructions, new int[] {0x0b}))
            .toBytes();
    return WasmModule.load(module).disassemble(0);
  }
}
