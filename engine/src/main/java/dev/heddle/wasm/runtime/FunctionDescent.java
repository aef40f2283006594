package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/** A function of a guest, with arguments in arrays, where its results will be. */
final class FunctionDescent implements Descent {

  private final RuntimeInstance instance;
  private final int function;
  private final long[] r;
  private final int base;
  private final @Nullable Object[] references;
  private final int referenceBase;
  private final Activation activation;

  FunctionDescent(
      RuntimeInstance instance,
      int function,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      Activation activation) {
    this.instance = instance;
    this.function = function;
    this.r = r;
    this.base = base;
    this.references = references;
    this.referenceBase = referenceBase;
    this.activation = activation;
  }

  @Override
  public void run(int depth) {
    instance
        .function(function)
        .enter(r, base, references, referenceBase, instance, activation, depth);
  }
}
