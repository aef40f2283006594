package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.guests.Kernel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What all trials gave, and the table made of it. Not thread-safe. */
public final class Comparison {

  private final List<Engine> engines;
  private final Map<Kernel, Map<Engine, List<Timing>>> timings = new EnumMap<>(Kernel.class);

  /**
   * A comparison without any trials yet.
   *
   * @param engines in the order of the table; the others are compared with the first
   */
  public Comparison(List<Engine> engines) {
    this.engines = List.copyOf(engines);
  }

  /** Adds what a trial of {@code engine} gave. */
  public void add(Engine engine, Timing timing) {
    timings
        .computeIfAbsent(timing.kernel(), _ -> new EnumMap<>(Engine.class))
        .computeIfAbsent(engine, _ -> new ArrayList<>())
        .add(timing);
  }

  /**
   * The median of an engine's warm runs of a kernel, in milliseconds.
   *
   * @throws IllegalArgumentException if there was no such trial
   */
  public double run(Kernel kernel, Engine engine) {
    return milliseconds(
        of(kernel, engine).stream().flatMap(timing -> timing.runs().stream()).toList());
  }

  /**
   * The median of an engine's times to its first result of a kernel, in milliseconds.
   *
   * @throws IllegalArgumentException if there was no such trial
   */
  public double first(Kernel kernel, Engine engine) {
    return milliseconds(of(kernel, engine).stream().map(Timing::first).toList());
  }

  /**
   * How much longer an engine's warm runs take than those of the first engine: the geometric mean
   * over the chosen kernels.
   */
  public double runRatio(Engine engine, Predicate<Kernel> chosen) {
    return ratio(chosen, kernel -> run(kernel, engine) / run(kernel, engines.getFirst()));
  }

  /** The same of the times to the first result. */
  public double firstRatio(Engine engine, Predicate<Kernel> chosen) {
    return ratio(chosen, kernel -> first(kernel, engine) / first(kernel, engines.getFirst()));
  }

  /** The table as text. */
  public String table() {
    StringBuilder table = new StringBuilder();
    line(table, "milliseconds", Engine::label, _ -> "x");
    section(table, "warm run");
    for (Kernel kernel : timings.keySet()) {
      line(
          table,
          kernel.label(),
          engine -> "%.1f".formatted(run(kernel, engine)),
          engine -> "%.1f".formatted(run(kernel, engine) / run(kernel, engines.getFirst())));
    }
    mean(table, "geometric mean", kernel -> true);
    mean(table, "of the C kernels", Kernel::compiled);
    section(table, "from bytes to first result, cold JVM");
    for (Kernel kernel : timings.keySet()) {
      line(
          table,
          kernel.label(),
          engine -> "%.1f".formatted(first(kernel, engine)),
          engine -> "%.1f".formatted(first(kernel, engine) / first(kernel, engines.getFirst())));
    }
    line(
        table,
        "geometric mean",
        engine -> "",
        engine -> "%.1f".formatted(firstRatio(engine, kernel -> true)));
    return table.toString();
  }

  private void mean(StringBuilder table, String title, Predicate<Kernel> chosen) {
    if (timings.keySet().stream().anyMatch(chosen)) {
      line(table, title, engine -> "", engine -> "%.1f".formatted(runRatio(engine, chosen)));
    }
  }

  private static void section(StringBuilder table, String title) {
    table.append(title).append('\n');
  }

  private void line(
      StringBuilder table,
      String title,
      Function<Engine, String> value,
      Function<Engine, String> factor) {
    table.append("  %-18s".formatted(title));
    for (Engine engine : engines) {
      table.append("%21s".formatted(value.apply(engine)));
      if (engine != engines.getFirst()) {
        table.append("%8s".formatted(factor.apply(engine)));
      }
    }
    table.append('\n');
  }

  private List<Timing> of(Kernel kernel, Engine engine) {
    List<Timing> found = timings.getOrDefault(kernel, Map.of()).getOrDefault(engine, List.of());
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no trial of " + kernel.label() + " on " + engine.label());
    }
    return found;
  }

  private double ratio(Predicate<Kernel> chosen, ToDoubleFunction<Kernel> ratio) {
    return Math.exp(
        timings.keySet().stream()
            .filter(chosen)
            .mapToDouble(ratio)
            .map(Math::log)
            .average()
            .orElseThrow());
  }

  private static double milliseconds(Collection<Long> nanoseconds) {
    long[] sorted = nanoseconds.stream().mapToLong(Long::longValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    return median / 1e6;
  }
}
