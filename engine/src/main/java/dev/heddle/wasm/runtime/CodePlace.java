package dev.heddle.wasm.runtime;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;

/**
 * A place in the code of a guest, from which the frame that shows it can be made later. Immutable.
 *
 * @param module where the function is defined
 * @param function the function
 * @param pc the position in its register code
 */
public record CodePlace(LoadedModule module, LoweredFunction function, int pc) {

  /** The frame of a call that is there. */
  public GuestFrame frame() {
    return new GuestFrame(
        module.definition().displayName(),
        function.index,
        module.functionName(function.index),
        function.codeOffset(pc));
  }
}
