package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;

/** Has the class of a function loaded if it is stored. */
final class StoredRequest extends Background.Request {

  private final Compiler compiler;
  private final int functionIndex;

  StoredRequest(Compiler compiler, int functionIndex) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
  }

  @Override
  void run() {
    compiler.loadStored(functionIndex);
  }
}
