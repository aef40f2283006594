package dev.heddle.cli;

import dev.heddle.async.AsyncInstance;
import dev.heddle.cli.shell.Failure;
import dev.heddle.wasm.CodeCache;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.ModuleLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a guest is executed. */
final class EngineOptions {

  @Option(
      names = "--execution",
      paramLabel = "HOW",
      description =
          "tiered: interpreted at first, compiled once that pays (the default); interpreted; compiled:"
              + " every function before its first call.")
  private @Nullable Execution execution;

  @Option(names = "--interpreter", description = "The same as --execution interpreted.")
  private boolean isInterpreted;

  @Option(
      names = {"--cache-dir", "--cachedir"},
      paramLabel = "DIR",
      description =
          "Keeps compiled functions there for the next run. It has to be yours, and nobody else's to"
              + " write to.")
  private @Nullable Path cache;

  @Option(
      names = "--profile",
      paramLabel = "FILE.jfr",
      description =
          "Writes a flight recording with the guest's functions: 'jfr view hot-methods FILE.jfr'.")
  private @Nullable String profile;

  EngineOptions() {}

  /** Takes an option without picocli, see {@link QuickOptions}. */
  boolean take(String name, String value) {
    switch (name) {
      case "--execution" -> execution = Execution.valueOf(value.toUpperCase(Locale.ROOT));
      case "--cache-dir", "--cachedir" -> cache = Path.of(value);
      case "--profile" -> profile = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Takes an option that has no value. */
  boolean take(String name) {
    isInterpreted |= name.equals("--interpreter");
    return name.equals("--interpreter");
  }

  ModuleLoader loader() {
    ModuleLoader loader = ModuleLoader.standard();
    if (cache == null) {
      return loader;
    }
    try {
      return loader.cache(CodeCache.in(cache));
    } catch (IOException e) {
      throw new Failure("--cache-dir " + cache + ": " + e.getMessage());
    }
  }

  Optional<String> profile() {
    return Optional.ofNullable(profile);
  }

  AsyncInstance.Builder configure(AsyncInstance.Builder builder) {
    if (isInterpreted) {
      builder.execution(Execution.INTERPRETED);
    } else if (execution != null) {
      builder.execution(execution);
    }
    return builder;
  }
}
