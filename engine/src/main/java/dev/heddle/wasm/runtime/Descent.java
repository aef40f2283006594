package dev.heddle.wasm.runtime;

/** A function, with its arguments, that may be run where there is room for it. */
public interface Descent {

  /** Runs it. */
  void run(int depth);
}
