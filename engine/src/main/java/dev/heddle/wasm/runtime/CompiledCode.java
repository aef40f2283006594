package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A function as JVM bytecode: what generated classes extend. There is one object for all instances
 * of the module. Immutable and thread-safe.
 */
public abstract class CompiledCode {

  /** For generated classes. */
  protected CompiledCode() {}

  /**
   * Runs the function on arguments in frames, as {@link RuntimeFunction#enter} does.
   *
   * @param depth how many guest frames may still be made, its own included
   */
  public abstract void enter(
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      RuntimeInstance instance,
      Activation activation,
      int depth);

  /**
   * The same, but where it ends with a tail call this may be left to the caller, see {@link
   * Activation#takeTailCallee}.
   */
  public void begin(
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    enter(r, base, references, referenceBase, instance, activation, depth);
  }
}
