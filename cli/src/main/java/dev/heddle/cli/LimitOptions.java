package dev.heddle.cli;

import dev.heddle.async.AsyncInstance;
import dev.heddle.cli.option.Durations;
import dev.heddle.cli.option.Sizes;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.types.MemoryType;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much a guest may use. */
final class LimitOptions {

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Stops the guest after this time, e.g. 5s or 200ms; the exit code is 124 then.")
  private @Nullable Duration timeout;

  @Option(
      names = "--fuel",
      paramLabel = "UNITS",
      description = "Traps after so many instructions; the same in every run.")
  private @Nullable Long fuel;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      converter = Sizes.class,
      description = "How large all memories may become together, e.g. 64MiB; default 4GiB.")
  private @Nullable Long maxMemory;

  @Option(
      names = "--max-call-depth",
      paramLabel = "FUNCTIONS",
      description = "How deeply functions may call each other; default ${DEFAULT-VALUE}.")
  private int maxCallDepth = 100_000;

  LimitOptions() {}

  /** Takes an option without picocli, see {@link QuickOptions}. */
  boolean take(String name, String value) {
    switch (name) {
      case "--timeout" -> timeout = new Durations().convert(value);
      case "--fuel" -> fuel = Long.valueOf(value);
      case "--max-memory" -> maxMemory = new Sizes().convert(value);
      case "--max-call-depth" -> maxCallDepth = Integer.parseInt(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  AsyncInstance.Builder configure(AsyncInstance.Builder builder) {
    Limits.Builder limits = Limits.builder().maxCallDepth(maxCallDepth);
    if (maxMemory != null) {
      long pages = maxMemory / MemoryType.PAGE_SIZE;
      limits.maxMemoryPages(pages).maxStoreMemoryPages(pages);
    }
    builder.limits(limits.build());
    if (fuel != null) {
      builder.fuel(Fuel.of(fuel));
    }
    return builder;
  }
}
