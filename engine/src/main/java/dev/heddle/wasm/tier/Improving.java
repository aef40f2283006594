package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.CodeForm;
import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.runtime.Tier;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A tier that has functions compiled anew, in the other form, where they loop long. */
abstract class Improving extends Tier {

  final Compiler compiler;

  private final ConcurrentHashMap<Long, CompiledLoop> better = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Boolean> asked = new ConcurrentHashMap<>();

  Improving(Compiler compiler) {
    super(compiler.compiled());
    this.compiler = compiler;
    Background.prepare();
    compiler.add(this);
  }

  @Override
  public void forgetCompiled() {
    better.clear();
    asked.clear();
    super.forgetCompiled();
  }

  @Override
  public @Nullable CompiledLoop better(int functionIndex, int position) {
    Long key = TieredTier.key(functionIndex, position);
    CompiledLoop known = better.get(key);
    if (known == null && asked.putIfAbsent(key, true) == null) {
      Background.ask(
          new LoopRequest(compiler, functionIndex, position, CodeForm.DIRECT, key, better));
      Background.ask(new CompilerRequest(compiler, functionIndex, CompilerRequest.Task.IMPROVE));
    }
    return known;
  }
}
