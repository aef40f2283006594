package dev.heddle.wasm.instruction;

import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Descent;
import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/** A compiled function that is to be run where there is room for it. */
final class CompiledDescent implements Descent {

  private final RuntimeInstance instance;
  private final int function;
  private final long[] r;
  private final @Nullable Object[] references;
  private final Activation activation;

  CompiledDescent(
      RuntimeInstance instance,
      int function,
      long[] r,
      @Nullable Object[] references,
      Activation activation) {
    this.instance = instance;
    this.function = function;
    this.r = r;
    this.references = references;
    this.activation = activation;
  }

  @Override
  public void run(int depth) {
    instance.function(function).enter(r, 0, references, 0, instance, activation, depth);
  }
}
