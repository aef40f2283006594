package dev.heddle.wasm.runtime;

/** A function, with its arguments, that may be run where there is room for it. */
interface Descent {

  /** Runs it. */
  void run(int depth);
}
