package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;

/** Has the other form of a function compiled. */
final class ImprovementRequest extends Background.Request {

  private final Compiler compiler;
  private final int functionIndex;

  ImprovementRequest(Compiler compiler, int functionIndex) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
  }

  @Override
  void run() {
    compiler.improve(functionIndex);
  }
}
