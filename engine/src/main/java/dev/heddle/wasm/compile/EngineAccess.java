package dev.heddle.wasm.compile;

import dev.heddle.wasm.instruction.Support;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.store.CompiledFunctions;
import java.util.List;

/** Lets generated classes use those of the engine that it does not export. */
final class EngineAccess {

  /** Classes in whose packages everything is that generated classes refer to. */
  private static final List<Class<?>> USED =
      List.of(RuntimeInstance.class, Support.class, CompiledFunctions.class);

  private EngineAccess() {}

  /** Opens the engine to a module, that of the unnamed classes of a loader. */
  static void open(Module module) {
    Module engine = EngineAccess.class.getModule();
    if (engine.isNamed()) {
      USED.forEach(each -> engine.addExports(each.getPackageName(), module));
    }
  }
}
