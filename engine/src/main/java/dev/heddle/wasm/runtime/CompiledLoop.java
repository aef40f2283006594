package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The rest of a function from the start of a loop on, as JVM bytecode: with it a frame that is
 * being interpreted is run to its end. Immutable and thread-safe.
 */
public abstract class CompiledLoop {

  /** For generated classes. */
  protected CompiledLoop() {}

  /**
   * Runs the rest of the function. The results are then where the parameters were, or a tail call
   * is left, see {@link Activation#takeTailCallee}.
   *
   * @param r the numbers of the frame, from {@code base} on
   * @param references the references of the frame
   * @param depth how many guest frames may still be made, that of the function included
   */
  public abstract void run(
      long[] r,
      int base,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth);
}
