package dev.heddle.wasm.runtime;

import dev.heddle.wasm.code.LoweredFunction;
import org.jspecify.annotations.Nullable;

/**
 * What executes register code: the interpreter, which instances know by this alone. Immutable and
 * thread-safe.
 */
public interface CodeExecutor {

  /**
   * Runs a guest function whose arguments are in another function's frame or in the host's hands,
   * and leaves the results there.
   *
   * @param r the numbers; arguments from {@code base} on
   * @param references the references; arguments from {@code referenceBase} on
   * @param depth how many guest frames may still be made
   */
  void enter(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      Activation activation,
      int depth);
}
