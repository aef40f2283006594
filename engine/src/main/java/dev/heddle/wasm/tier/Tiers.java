package dev.heddle.wasm.tier;

import dev.heddle.wasm.Execution;
import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.Tier;
import org.jspecify.annotations.Nullable;

/** The tiers of a module, made when the first instance needs them. Thread-safe. */
public final class Tiers {

  private final LoadedModule module;
  private final Tier interpreting;

  // Guarded by this.
  private @Nullable Compiled plain;
  private @Nullable Compiled metered;

  private Tiers(LoadedModule module) {
    this.module = module;
    this.interpreting = new Tier(new CompiledCode[module.definition().functionCount()]);
  }

  /** The tiers that share what is compiled. */
  private record Compiled(Tier tiered, Tier eager) {

    static Compiled by(Compiler compiler) {
      Tier mixed = MixedTier.ofProperty(compiler);
      return new Compiled(
          mixed != null ? mixed : new TieredTier(compiler), new EagerTier(compiler));
    }
  }

  /** What decides which functions of a module are compiled, of those with or without metering. */
  public static Tier of(LoadedModule module, boolean metered, Execution execution) {
    Tiers known = module.attachment(Tiers.class);
    Tiers tiers = known != null ? known : module.attach(Tiers.class, new Tiers(module));
    return switch (execution) {
      case INTERPRETED -> tiers.interpreting;
      case TIERED -> tiers.compiled(metered).tiered;
      case COMPILED -> tiers.compiled(metered).eager;
    };
  }

  private synchronized Compiled compiled(boolean isMetered) {
    Compiled known = isMetered ? metered : plain;
    if (known != null) {
      return known;
    }
    Compiled made = Compiled.by(new Compiler(module, isMetered));
    if (isMetered) {
      metered = made;
    } else {
      plain = made;
    }
    return made;
  }
}
