package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;

/** Has a function compiled. */
final class FunctionRequest extends Background.Request {

  private final Compiler compiler;
  private final int functionIndex;

  FunctionRequest(Compiler compiler, int functionIndex) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
  }

  @Override
  void run() {
    compiler.compile(functionIndex);
  }
}
