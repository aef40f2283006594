package dev.heddle.benchmarks;

import dev.heddle.benchmarks.report.Machine;
import dev.heddle.benchmarks.report.Participant;
import dev.heddle.benchmarks.report.Report;
import dev.heddle.benchmarks.report.Results;
import dev.heddle.benchmarks.trial.Contender;
import dev.heddle.benchmarks.trial.TrialFailedException;
import dev.heddle.benchmarks.trial.TrialProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs everything on every engine that is there, each trial in a process of its own, and writes a
 * report. {@code run.sh} builds and starts it; {@link Options} has what it can be told.
 *
 * <p>JVM options apply to the trials on the JVM, too. It exits with 1 if a result was wrong.
 */
public final class Benchmarks {

  private static final List<String> BASES =
      List.of(Contender.WASMTIME, Contender.V8, "endive-compiler", "endive-interpreter");

  private Benchmarks() {}

  /** Runs what was asked for. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Path folder = Files.createTempDirectory("heddle-benchmarks");
    boolean agree;
    try {
      agree = run(options, folder);
    } finally {
      delete(folder);
    }
    System.exit(agree ? 0 : 1);
  }

  private static boolean run(Options options, Path folder)
      throws IOException, InterruptedException {
    TrialProcess process = new TrialProcess(options.prefix(), folder);
    List<Contender> present = new ArrayList<>();
    List<Participant> participants = new ArrayList<>();
    for (Contender contender : chosen(Contender.all(folder), options.engines())) {
      if (options.leavesOut(contender.label())) {
        participants.add(
            new Participant(contender.label(), contender.title(), "not in the short form", false));
        continue;
      }
      try {
        String version = process.version(contender, Duration.ofSeconds(30));
        present.add(contender);
        participants.add(new Participant(contender.label(), contender.title(), version, true));
      } catch (TrialFailedException e) {
        participants.add(new Participant(contender.label(), contender.title(), e.reason(), false));
      }
    }
    Suite suite = new Suite(options, present, process, folder);
    Results results = suite.run();
    Report report =
        new Report(
            "Benchmarks",
            introduction(options, suite.agree()),
            Machine.describe(),
            participants,
            BASES.stream()
                .filter(base -> present.stream().anyMatch(it -> it.label().equals(base)))
                .toList(),
            results);
    report.write(options.output());
    System.out.println("written: " + options.output());
    return suite.agree();
  }

  private static List<String> introduction(Options options, boolean agree) {
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    String what =
        options
            .own()
            .map(own ->
                "`%s` of `%s` with %s"
                    .formatted(own.function(), own.module().getFileName(), own.arguments()))
            .orElse(options.brief() ? "The short form" : "The long form");
    return List.of(
        """
        %s, run on %s; this page and its charts are what the command below wrote. Each trial ran in a process of its \
        own, one after the other, the engines by turns. %s Compare within one run, by ratios.%s\
        """
            .formatted(
                what,
                date,
                agree
                    ? "All results were the same in all engines that gave one."
                    : "**Some results were wrong: they are marked.**",
                options.brief()
                    ? " In the short form an engine has two seconds to get warm, which is not enough for"
                        + " all of them; what is to be quoted comes from the long one."
                    : ""),
        """
        To reproduce it: a JDK 25 and Maven; for Wasmtime `pip install wasmtime` for the `python3` on the path (or \
        `PYTHON=...`); for V8 a `node` on the path (or `NODE=...`). What is not there is left out and said to be absent.\
        """,
        """
        ```
        benchmarks/run.sh                                         # everything, two to three hours
        benchmarks/run.sh --short                                 # within five minutes
        benchmarks/run.sh --module app.wasm --invoke name 1 2.5   # your own code, in each engine
        benchmarks/run.sh --help                                  # engines, kernels, rounds, ...
        ```\
        """);
  }

  /**
   * Those that were asked for.
   *
   * @throws IllegalArgumentException if one is unknown
   */
  private static List<Contender> chosen(List<Contender> all, List<String> labels) {
    if (labels.isEmpty()) {
      return all;
    }
    Set<String> unknown = new HashSet<>(labels);
    all.forEach(contender -> unknown.remove(contender.label()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "no engines %s; there are %s"
              .formatted(unknown, all.stream().map(Contender::label).toList()));
    }
    return all.stream().filter(contender -> labels.contains(contender.label())).toList();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
