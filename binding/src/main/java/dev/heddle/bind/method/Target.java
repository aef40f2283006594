package dev.heddle.bind.method;

import dev.heddle.bind.layout.Guest;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmFunction;
import org.jspecify.annotations.Nullable;

/**
 * An export of one instance. Used by the thread of a call alone.
 *
 * @param postReturn what takes results back, if there is something
 */
record Target(Guest guest, WasmFunction function, @Nullable WasmFunction postReturn) {

  static Target of(Export export, Instance instance, Guest guest) {
    return new Target(
        guest,
        instance.function(export.name),
        export.postReturn == null ? null : instance.function(export.postReturn));
  }
}
