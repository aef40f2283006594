package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.CodeRoom;
import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.runtime.CompiledCode;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has every function compiled before it is called for the first time. What is interpreted all the
 * same was refused as a whole, and is not tried again, unless that was for want of room.
 */
final class EagerTier extends Improving {

  /** In place of a state of the room: the function is not worthwhile. */
  private static final int FOR_EVER = -1;

  /** What the state of the room was when a function was refused. */
  private final ConcurrentHashMap<Integer, Integer> refused = new ConcurrentHashMap<>();

  EagerTier(Compiler compiler) {
    super(compiler);
  }

  @Override
  public @Nullable CompiledCode first(int functionIndex) {
    Integer state = refused.get(functionIndex);
    if (state != null && (state == FOR_EVER || state == CodeRoom.state())) {
      return null;
    }
    // not on this thread, whose stack may be almost full
    Background.await(new FunctionRequest(compiler, functionIndex));
    CompiledCode code = compiled[functionIndex];
    if (code == null) {
      refused.put(functionIndex, compiler.lacksRoom() ? CodeRoom.state() : FOR_EVER);
    }
    return code;
  }
}
