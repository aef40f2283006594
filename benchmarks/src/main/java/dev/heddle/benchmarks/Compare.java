package dev.heddle.benchmarks;

import dev.heddle.benchmarks.compare.Comparison;
import dev.heddle.benchmarks.compare.Timing;
import dev.heddle.benchmarks.compare.TrialProcess;
import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.guests.Kernel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the kernels on several engines by turns, each trial in a fresh JVM, and prints how they
 * compare; about two minutes for the default.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.Compare [option...]
 *   --engines=LABEL,...   heddle,chicory-interpreter unless given; the first is what the others are compared with
 *   --kernels=LABEL,...   all unless given
 *   --rounds=N            1 unless given; more rounds, less noise
 *   --mixed               all kernels of an engine in one JVM: what a server with many guests sees
 * </pre>
 *
 * <p>Every result is checked. JVM options apply to the trials too.
 */
public final class Compare {

  /** What was asked for on the command line. */
  private record Options(List<Engine> engines, List<Kernel> kernels, int rounds, boolean mixed) {

    static Options parse(String[] arguments) {
      List<Engine> engines = List.of(Engine.HEDDLE, Engine.CHICORY_INTERPRETER);
      List<Kernel> kernels = List.of(Kernel.values());
      int rounds = 1;
      boolean mixed = false;
      for (String argument : arguments) {
        String[] option = argument.split("=", 2);
        String value = option.length == 2 ? option[1] : "";
        switch (option[0]) {
          case "--engines" -> engines = Stream.of(value.split(",")).map(Engine::of).toList();
          case "--kernels" -> kernels = Stream.of(value.split(",")).map(Kernel::of).toList();
          case "--rounds" -> rounds = Integer.parseInt(value);
          case "--mixed" -> mixed = true;
          default ->
              throw new IllegalArgumentException(
                  "no option '%s'; there are --engines=, --kernels=, --rounds= and --mixed"
                      .formatted(argument));
        }
      }
      return new Options(engines, kernels, rounds, mixed);
    }

    /** The kernels that share a JVM, JVM by JVM. */
    List<List<Kernel>> groups() {
      return mixed ? List.of(kernels) : kernels.stream().map(List::of).toList();
    }
  }

  private Compare() {}

  /**
   * Compares.
   *
   * @throws IllegalArgumentException if an option is unknown
   * @throws IllegalStateException if an engine fails or gives a wrong result
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments);
    Comparison comparison = new Comparison(options.engines());
    for (int round = 0; round < options.rounds(); round++) {
      for (List<Kernel> group : options.groups()) {
        for (Engine engine : inTurn(options.engines(), round)) {
          for (Timing timing : TrialProcess.run(engine, group)) {
            comparison.add(engine, timing);
          }
        }
      }
    }
    System.out.print(comparison.table());
  }

  /** A machine that grows slower or faster meanwhile must not favour whoever comes first. */
  private static List<Engine> inTurn(List<Engine> engines, int round) {
    return round % 2 == 0 ? engines : new ArrayList<>(engines).reversed();
  }
}
