package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;

/** Has the class of a function generated for another time. */
final class KeepRequest extends Background.Request {

  private final Compiler compiler;
  private final int functionIndex;

  KeepRequest(Compiler compiler, int functionIndex) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
  }

  @Override
  void run() {
    compiler.generateToKeep(functionIndex);
  }
}
