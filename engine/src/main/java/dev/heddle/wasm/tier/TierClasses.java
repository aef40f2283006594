package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.CodeForm;
import java.util.List;

/** The classes by which guests ask for compilation, to be initialised before guests run. */
public final class TierClasses {

  private TierClasses() {}

  /** All of them; those nested in them belong to it, too. */
  public static List<Class<?>> all() {
    return List.of(
        Background.class,
        EarlyRequest.class,
        EagerTier.class,
        CodeForm.class,
        FunctionRequest.class,
        ImprovementRequest.class,
        Improving.class,
        KeepRequest.class,
        LoopRequest.class,
        RunningLoopRequest.class,
        MixedTier.class,
        StoredRequest.class,
        TieredTier.class,
        Tiers.class);
  }
}
