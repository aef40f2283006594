package dev.heddle.bind.layout;

import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How guests give memory to the host, in the order in which they are looked for; the first whose
 * functions are all exported counts.
 */
@SuppressWarnings("ImmutableEnumChecker") // records of strings are immutable
public enum AllocatorStyle {
  /** This convention's own: {@code heddle_alloc(size, alignment)}. */
  HEDDLE("PP>P", "heddle_alloc", "PPP>", "heddle_free"),
  /** The Component Model's, by which arguments become the guest's. */
  CANONICAL("PPPP>P", "cabi_realloc", null, null),
  /** C's. */
  C("P>P", "malloc", "P>", "free"),
  /** AssemblyScript's, with {@code --exportRuntime}. */
  ASSEMBLY_SCRIPT("P4>P", "__new", "P>", "__unpin"),
  /** As many guests in Rust have it. */
  RUST("P>P", "alloc", "PP>", "dealloc");

  /**
   * An exported function.
   *
   * @param type its parameters and results: P is an address or size, 4 an {@code i32}
   */
  record Function(String name, String type) {

    boolean isExported(WasmModule module, boolean wide) {
      return module.exports().contains(new ExportType(name, functionType(wide)));
    }

    private FunctionType functionType(boolean wide) {
      int arrow = type.indexOf('>');
      return FunctionType.of(
          types(type.substring(0, arrow), wide), types(type.substring(arrow + 1), wide));
    }

    private static List<ValueType> types(String letters, boolean wide) {
      return letters
          .chars()
          .mapToObj(letter -> letter == 'P' && wide ? ValueType.I64 : ValueType.I32)
          .toList();
    }
  }

  private final Function allocate;
  private final @Nullable Function free;

  AllocatorStyle(
      String allocateType, String allocate, @Nullable String freeType, @Nullable String free) {
    this.allocate = new Function(allocate, allocateType);
    this.free = free == null || freeType == null ? null : new Function(free, freeType);
  }

  Function allocate() {
    return allocate;
  }

  @Nullable Function free() {
    return free;
  }

  /** The style of a module, if it has an allocator. */
  public static Optional<AllocatorStyle> of(WasmModule module, boolean wide) {
    return Arrays.stream(values()).filter(style -> style.isOf(module, wide)).findFirst();
  }

  private boolean isOf(WasmModule module, boolean wide) {
    return allocate.isExported(module, wide)
        && (free == null || free.isExported(module, wide))
        && (this != ASSEMBLY_SCRIPT || new Function("__pin", "P>P").isExported(module, wide));
  }

  /** All that are looked for, for messages. */
  public static String all() {
    return Arrays.stream(values())
        .map(style ->
            style.free == null
                ? style.allocate.name
                : style.allocate.name + " and " + style.free.name)
        .collect(Collectors.joining(", or "));
  }
}
