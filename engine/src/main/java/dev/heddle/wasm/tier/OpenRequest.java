package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;

/** Has what is stored of a module read, and loaded little by little. */
final class OpenRequest extends Background.Request {

  private final Compiler compiler;

  OpenRequest(Compiler compiler) {
    this.compiler = compiler;
  }

  @Override
  void run() {
    for (int functionIndex : compiler.expected()) {
      Background.askWhenIdle(
          new CompilerRequest(compiler, functionIndex, CompilerRequest.Task.LOAD));
    }
  }
}
