package dev.heddle.wasm.runtime;

import dev.heddle.wasm.code.LoweredFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides which functions of a module are compiled, and when: none, unless a subclass says
 * otherwise. Thread-safe.
 *
 * <p>Instances ask it where they would interpret: nobody needs it to run what is compiled.
 */
public class Tier {

  /** The functions that are there as JVM bytecode, by function index; filled by others. */
  public final @Nullable CompiledCode[] compiled;

  /** One for a module. */
  public Tier(@Nullable CompiledCode[] compiled) {
    this.compiled = compiled;
  }

  /** The code of a function that is called and was not compiled, if it is to be compiled first. */
  public @Nullable CompiledCode first(int functionIndex) {
    return null;
  }

  /** Takes note that a function is going to be interpreted for the first time. */
  public void lowered(int functionIndex) {}

  /** Takes note that a function whose {@link LoweredFunction#heat} is spent was entered. */
  public void entered(LoweredFunction function) {
    function.heat = Integer.MAX_VALUE;
  }

  /**
   * Takes note that a function whose heat is spent begins a loop anew.
   *
   * @param position where the loop begins in the code
   * @return what the function is to be finished with, if it is there
   */
  public @Nullable CompiledLoop loop(LoweredFunction function, int position) {
    function.heat = Integer.MAX_VALUE;
    return null;
  }

  /**
   * Takes note that a compiled function has gone many rounds of a loop that could be faster.
   *
   * @param position where the loop begins in the code
   * @return what the function is to be finished with, if it is there
   */
  public @Nullable CompiledLoop better(int functionIndex, int position) {
    return null;
  }
}
