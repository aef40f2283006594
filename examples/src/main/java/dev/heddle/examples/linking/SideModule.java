package dev.heddle.examples.linking;

import dev.heddle.wasm.CustomSection;
import dev.heddle.wasm.WasmModule;
import java.util.ArrayList;
import java.util.List;

/**
 * A module that was compiled to be linked at run time, {@code clang -fPIC -shared}, and what it
 * needs for that; see the tool conventions, "WebAssembly Dynamic Linking".
 *
 * @param module the module
 * @param memorySize how many bytes of data it has
 * @param memoryAlignment what their address has to be a multiple of
 * @param tableSize how many of its functions it keeps in the table
 * @param tableAlignment what the index of the first has to be a multiple of
 */
record SideModule(
    WasmModule module, int memorySize, int memoryAlignment, int tableSize, int tableAlignment) {

  private static final String SECTION = "dylink.0";
  private static final int MEMORY_INFO = 1;

  /**
   * Reads what a module needs.
   *
   * @throws IllegalArgumentException if it was not compiled for this
   */
  static SideModule of(WasmModule module) {
    for (CustomSection section : module.customSections()) {
      if (section.name().equals(SECTION)) {
        return of(module, module.content(section));
      }
    }
    throw new IllegalArgumentException(
        module + " has no section " + SECTION + ": compile it with -fPIC -shared");
  }

  private static SideModule of(WasmModule module, byte[] content) {
    int[] at = {0};
    while (at[0] < content.length) {
      int kind = number(content, at);
      int size = number(content, at);
      if (kind == MEMORY_INFO) {
        List<Integer> needs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          needs.add(number(content, at));
        }
        return new SideModule(
            module, needs.get(0), 1 << needs.get(1), needs.get(2), 1 << needs.get(3));
      }
      at[0] += size;
    }
    throw new IllegalArgumentException(module + " does not say how much memory it needs");
  }

  /** An unsigned number in LEB128. */
  private static int number(byte[] content, int[] at) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = content[at[0]++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
