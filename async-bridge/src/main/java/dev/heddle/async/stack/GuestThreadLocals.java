package dev.heddle.async.stack;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The thread-locals of a guest that was compiled for threads: one block for each of its threads,
 * and for each call that has a region. Used only by who holds the store's baton.
 *
 * <p>Source: the tool conventions for linking, "Thread Local Storage".
 */
final class GuestThreadLocals {

  private static final String BASE = "__tls_base";
  private static final String SIZE = "__tls_size";
  private static final String ALIGNMENT = "__tls_align";
  private static final String INITIALISE = "__wasm_init_tls";

  private final Global base;
  private final WasmFunction initialise;
  private final long size;
  private final long alignment;
  private final boolean wide;

  private GuestThreadLocals(
      Global base, WasmFunction initialise, long size, long alignment, boolean wide) {
    this.base = base;
    this.initialise = initialise;
    this.size = size;
    this.alignment = alignment;
    this.wide = wide;
  }

  /** Those of an instance, if it exports all that it takes to make more of them. */
  static @Nullable GuestThreadLocals of(Instance instance, AddressType address) {
    WasmModule module = instance.module();
    ValueType type = address.valueType();
    boolean offered =
        module.exports().contains(new ExportType(BASE, new GlobalType(type, true)))
            && module.exports().contains(new ExportType(SIZE, new GlobalType(type, false)))
            && module.exports().contains(new ExportType(ALIGNMENT, new GlobalType(type, false)))
            && module
                .exports()
                .contains(new ExportType(INITIALISE, FunctionType.of(List.of(type), List.of())));
    if (!offered) {
      return null;
    }
    boolean wide = address == AddressType.I64;
    long size = instance.global(SIZE).raw();
    long alignment = instance.global(ALIGNMENT).raw();
    return new GuestThreadLocals(
        instance.global(BASE),
        instance.function(INITIALISE),
        wide ? size : size & 0xffff_ffffL,
        Math.max(1, wide ? alignment : alignment & 0xffff_ffffL),
        wide);
  }

  /** How much memory a block takes, wherever it begins. */
  long bytes() {
    return size + alignment - 1;
  }

  /** Where the block is in memory of {@link #bytes} at an address. */
  long aligned(long address) {
    return address + alignment - 1 & -alignment;
  }

  /** Makes those at an address anew, and the current ones. */
  void begin(long address) {
    initialise.call(address);
  }

  /** Where the current ones are. */
  long current() {
    return base.raw();
  }

  /** Makes others the current ones. */
  void current(long address) {
    if (base.raw() != address) {
      base.set(wide ? (Object) address : (Object) (int) address);
    }
  }
}
