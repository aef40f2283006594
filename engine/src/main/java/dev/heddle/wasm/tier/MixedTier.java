package dev.heddle.wasm.tier;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.compile.CodeForm;
import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.runtime.Tier;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has some functions and loops compiled, as chance wants it, at once: for tests of everything that
 * goes from one tier to the other. The system property {@code heddle.mixed} is the seed.
 */
final class MixedTier extends Improving {

  private static final @Nullable Integer SEED = Integer.getInteger("heddle.mixed");

  private final int seed;
  private final ConcurrentHashMap<Long, CompiledLoop> loops = new ConcurrentHashMap<>();

  private MixedTier(Compiler compiler, int seed) {
    super(compiler);
    this.seed = seed;
  }

  @Override
  public void forgetCompiled() {
    loops.clear();
    super.forgetCompiled();
  }

  /** One for tests, if the property says so. */
  static @Nullable Tier ofProperty(Compiler compiler) {
    return SEED == null ? null : new MixedTier(compiler, SEED);
  }

  /** One of three by chance, always the same for the same numbers. */
  private int chance(int functionIndex, int position) {
    int hash = (seed * 31 + functionIndex) * 31 + position;
    hash = (hash ^ hash >>> 16) * 0x45d9f3b;
    return Integer.remainderUnsigned(hash ^ hash >>> 16, 3);
  }

  @Override
  public @Nullable CompiledCode first(int functionIndex) {
    if (chance(functionIndex, -1) != 0) {
      return null;
    }
    Background.await(new FunctionRequest(compiler, functionIndex));
    return compiled[functionIndex];
  }

  @Override
  public void entered(LoweredFunction function) {
    function.heat = 0;
  }

  @Override
  public @Nullable CompiledLoop loop(LoweredFunction function, int position) {
    function.heat = 2;
    if (chance(function.index, position) == 0) {
      return null;
    }
    Long key = TieredTier.key(function.index, position);
    CompiledLoop known = loops.get(key);
    if (known == null) {
      Background.await(
          new LoopRequest(compiler, function.index, position, CodeForm.LEAN, key, loops));
      known = loops.get(key);
    }
    return known;
  }

  @Override
  public @Nullable CompiledLoop better(int functionIndex, int position) {
    if (chance(functionIndex, ~position) == 0) {
      return null;
    }
    Long key = TieredTier.key(functionIndex, ~position);
    CompiledLoop known = loops.get(key);
    if (known == null) {
      Background.await(
          new LoopRequest(compiler, functionIndex, position, CodeForm.DIRECT, key, loops));
      Background.await(new CompilerRequest(compiler, functionIndex, CompilerRequest.Task.IMPROVE));
      known = loops.get(key);
    }
    return known;
  }
}
