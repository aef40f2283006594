package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Has a function compiled. */
final class FunctionRequest extends Background.Request {

  private final Compiler compiler;
  private final int functionIndex;
  private final @Nullable ConcurrentHashMap<Long, Boolean> asked;
  private final Long key;

  FunctionRequest(Compiler compiler, int functionIndex) {
    this(compiler, functionIndex, null, 0L);
  }

  /** One that is taken out of {@code asked} if it is to be made again, as there was no room. */
  FunctionRequest(
      Compiler compiler,
      int functionIndex,
      @Nullable ConcurrentHashMap<Long, Boolean> asked,
      Long key) {
    this.compiler = compiler;
    this.functionIndex = functionIndex;
    this.asked = asked;
    this.key = key;
  }

  @Override
  void run() {
    if (compiler.compile(functionIndex) == null && compiler.lacksRoom() && asked != null) {
      asked.remove(key);
    }
  }
}
