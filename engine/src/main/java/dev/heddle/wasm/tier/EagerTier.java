package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.runtime.CompiledCode;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has every function compiled before it is called for the first time. What is interpreted all the
 * same was refused as a whole, and is not tried again.
 */
final class EagerTier extends Improving {

  private final ConcurrentHashMap<Integer, Boolean> refused = new ConcurrentHashMap<>();

  EagerTier(Compiler compiler) {
    super(compiler);
  }

  @Override
  public @Nullable CompiledCode first(int functionIndex) {
    if (refused.containsKey(functionIndex)) {
      return null;
    }
    // not on this thread, whose stack may be almost full
    Background.await(new FunctionRequest(compiler, functionIndex));
    CompiledCode code = compiled[functionIndex];
    if (code == null) {
      refused.put(functionIndex, true);
    }
    return code;
  }
}
