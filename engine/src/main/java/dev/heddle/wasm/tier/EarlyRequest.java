package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;

/** Has a function compiled that has been called, if it may run long. */
final class EarlyRequest extends Background.Request {

  private final Compiler compiler;
  private final int functionIndex;

  EarlyRequest(Compiler compiler, int functionIndex) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
  }

  @Override
  void run() {
    compiler.compileEarly(functionIndex);
  }
}
