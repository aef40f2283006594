package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.CodeForm;
import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.runtime.CompiledLoop;
import java.util.concurrent.ConcurrentHashMap;

/** Has the rest of a function compiled from a loop on. */
class LoopRequest extends Background.Request {

  private final Compiler compiler;
  private final int functionIndex;
  private final int position;
  private final CodeForm form;
  private final Long key;
  private final ConcurrentHashMap<Long, CompiledLoop> loops;

  /** One whose result is put into a map. */
  LoopRequest(
      Compiler compiler,
      int functionIndex,
      int position,
      CodeForm form,
      Long key,
      ConcurrentHashMap<Long, CompiledLoop> loops) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
    this.position = position;
    this.form = form;
    this.key = key;
    this.loops = loops;
  }

  @Override
  void run() {
    CompiledLoop made = compiler.compileLoop(functionIndex, position, form);
    if (made != null) {
      loops.put(key, made);
    }
  }
}
