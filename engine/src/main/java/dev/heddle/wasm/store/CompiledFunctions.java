package dev.heddle.wasm.store;

import dev.heddle.wasm.runtime.CompiledCode;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a module whose classes were generated ahead of time; what the main class of such
 * a jar extends, and is found as a service by. Thread-safe.
 *
 * <p>It names the classes in its code, so that nobody has to look them up by names.
 */
public abstract class CompiledFunctions {

  /** For generated classes. */
  protected CompiledFunctions() {}

  /** A new object of the class of a function, or null if that has none. */
  public abstract @Nullable CompiledCode make(int functionIndex);
}
