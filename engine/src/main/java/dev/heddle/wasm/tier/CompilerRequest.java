package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;

/** Has a compiler do something with a function that nobody needs the result of. */
final class CompilerRequest extends Background.Request {

  /** What is to be done. */
  enum Task {
    /** Compile the function if it may run long: it has been called. */
    EARLY,
    /** Compile its other form. */
    IMPROVE,
    /** Generate its class for another time. */
    KEEP,
    /** Load its class if that is stored. */
    LOAD
  }

  private final Compiler compiler;
  private final int functionIndex;
  private final Task task;

  CompilerRequest(Compiler compiler, int functionIndex, Task task) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
    this.task = task;
  }

  @Override
  void run() {
    switch (task) {
      case EARLY -> compiler.compileEarly(functionIndex);
      case IMPROVE -> compiler.improve(functionIndex);
      case KEEP -> compiler.generateToKeep(functionIndex);
      case LOAD -> compiler.loadStored(functionIndex);
    }
  }
}
