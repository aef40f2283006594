package dev.heddle.wasm.execute;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Descent;
import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/** A function that is to be interpreted where there is room for it. */
final class InterpretedDescent implements Descent {

  private final LoweredFunction function;
  private final RuntimeInstance instance;
  private final long[] r;
  private final int base;
  private final @Nullable Object[] references;
  private final int referenceBase;
  private final Activation activation;

  InterpretedDescent(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      Activation activation) {
    this.function = function;
    this.instance = instance;
    this.r = r;
    this.base = base;
    this.references = references;
    this.referenceBase = referenceBase;
    this.activation = activation;
  }

  @Override
  public void run(int depth) {
    Entry.INTERPRETER.enter(
        function, instance, r, base, references, referenceBase, activation, depth);
  }
}
