package dev.heddle.wasm.tier;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledLoop;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has functions compiled in the background once they have been called often or have looped long.
 */
final class TieredTier extends Improving {

  /**
   * How often a running loop looks whether it has been compiled, in rounds: rarely enough not to
   * cost anything, and often enough to lose but some microseconds.
   */
  private static final int ROUNDS_BETWEEN_LOOKS = 256;

  /** How often a loop looks while there is no room for compiled code. */
  private static final int ROUNDS_WITHOUT_ROOM = 100_000;

  /**
   * After how many calls more a function that is still interpreted is looked at again: it may have
   * been asked for when there was no room.
   */
  private static final int CALLS_BETWEEN_LOOKS = 10_000;

  /** In place of the position of a loop: the function as a whole. */
  private static final int WHOLE = -1;

  private final ConcurrentHashMap<Long, CompiledLoop> loops = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, RunningLoopRequest> running = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Boolean> asked = new ConcurrentHashMap<>();

  TieredTier(Compiler compiler) {
    super(compiler);
    if (compiler.isStored()) {
      Background.ask(new OpenRequest(compiler));
    }
  }

  /** A loop of a function as a key of maps. */
  static Long key(int functionIndex, int position) {
    return (long) functionIndex << Integer.SIZE | position & 0xffff_ffffL;
  }

  @Override
  public void forgetCompiled() {
    loops.clear();
    running.clear();
    asked.clear();
    super.forgetCompiled();
  }

  @Override
  public @Nullable CompiledCode first(int functionIndex) {
    if (compiler.isAside(functionIndex) || compiler.mayHaveStored(functionIndex)) {
      // not on this thread, whose stack may be almost full
      Background.await(new CompilerRequest(compiler, functionIndex, CompilerRequest.Task.LOAD));
    }
    return compiled[functionIndex];
  }

  @Override
  public void lowered(int functionIndex) {
    Background.askWhenIdle(
        new CompilerRequest(compiler, functionIndex, CompilerRequest.Task.EARLY));
    if (compiler.isKept()) {
      Background.askWhenIdle(
          new CompilerRequest(compiler, functionIndex, CompilerRequest.Task.KEEP));
    }
  }

  @Override
  public void entered(LoweredFunction function) {
    function.heat = CALLS_BETWEEN_LOOKS;
    askFor(function.index);
  }

  private void askFor(int functionIndex) {
    Long key = key(functionIndex, WHOLE);
    if (asked.putIfAbsent(key, true) == null) {
      Background.ask(new FunctionRequest(compiler, functionIndex, asked, key));
    }
  }

  @Override
  public @Nullable CompiledLoop loop(LoweredFunction function, int position) {
    function.heat = compiler.lacksRoom() ? ROUNDS_WITHOUT_ROOM : ROUNDS_BETWEEN_LOOKS;
    Long key = key(function.index, position);
    CompiledLoop known = loops.get(key);
    if (known == null) {
      RunningLoopRequest request = running.get(key);
      if (request == null || !request.askAgain()) {
        request = new RunningLoopRequest(compiler, function.index, position, key, loops);
        running.put(key, request);
        // before others: of those loops that the call has come to, it is in the last
        Background.askFirst(request);
        askFor(function.index);
      }
    }
    return known;
  }
}
