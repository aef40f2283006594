package dev.heddle.wasm.execute;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/** What the interpreter does where a loop begins anew. */
final class Loops {

  private Loops() {}

  /**
   * Stops or pauses the call if that was asked for, and runs the function to its end if the loop
   * has been compiled.
   *
   * @param target where the loop begins in the code
   * @return where to go on in the code: at the loop, or where the function returns
   */
  static int goOn(
      int target,
      long[] r,
      int fp,
      @Nullable Object[] references,
      LoweredFunction function,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    activation.poll();
    if (function.heat >= 0) {
      return target;
    }
    CompiledLoop loop = instance.tier.loop(function, target);
    if (loop == null) {
      return target;
    }
    try {
      loop.run(r, fp, references, instance, activation, depth);
    } catch (Throwable thrown) {
      activation.leaveCompiledLoop(thrown);
      throw thrown;
    }
    // the last instruction returns
    return function.code.length - 1;
  }
}
