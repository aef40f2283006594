package dev.heddle.benchmarks;

import dev.heddle.benchmarks.engines.Scalar;
import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.benchmarks.guests.Kernel;
import dev.heddle.benchmarks.report.Results;
import dev.heddle.benchmarks.report.Section;
import dev.heddle.benchmarks.trial.Contender;
import dev.heddle.benchmarks.trial.Reading;
import dev.heddle.benchmarks.trial.Request;
import dev.heddle.benchmarks.trial.Request.Pace;
import dev.heddle.benchmarks.trial.Request.Task;
import dev.heddle.benchmarks.trial.TrialFailedException;
import dev.heddle.benchmarks.trial.TrialProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs all trials that were asked for, one after the other, and keeps what they gave. */
final class Suite {

  private static final Duration SHORT_FORM = Duration.ofSeconds(280);
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(10);
  private static final int COLD_TRIALS = 3;

  private final Options options;
  private final List<Contender> contenders;
  private final TrialProcess process;
  private final Path folder;
  private final Results results = new Results();
  private final Map<String, List<Scalar>> agreed = new HashMap<>();
  private final long start = System.nanoTime();
  private boolean agree = true;

  /**
   * A suite that has not run.
   *
   * @param contenders those that are there, the ones to be compared with included
   * @param folder for modules
   */
  Suite(Options options, List<Contender> contenders, TrialProcess process, Path folder) {
    this.options = options;
    this.contenders = contenders;
    this.process = process;
    this.folder = folder;
  }

  /** Whether all results were what they had to be. */
  boolean agree() {
    return agree;
  }

  /** Runs the trials. */
  Results run() throws IOException, InterruptedException {
    if (options.own().isPresent()) {
      Subject subject = Subject.of(options.own().get());
      cold(List.of(subject));
      warm(List.of(subject));
      return results;
    }
    cold(coldSubjects());
    warm(warmSubjects());
    // last, as the short form leaves out what comes last if it has to
    small();
    return results;
  }

  private List<Subject> coldSubjects() throws IOException {
    if (!asked(Section.COLD) && !asked(Section.MEMORY)) {
      return List.of();
    }
    return List.of(
        Subject.of("tiny function", Kernel.FIB, Kernel.FIB.sample(), folder),
        Subject.of("json", Kernel.JSON, Kernel.JSON.sample(), folder),
        Subject.of("bzip2, 42 KB", Kernel.BZIP2, Kernel.BZIP2.sample(), folder),
        Subject.of("sqlite, first query", Kernel.SQLITE, Kernel.SQLITE.sample(), folder));
  }

  private List<Subject> warmSubjects() throws IOException {
    List<Subject> subjects = new ArrayList<>();
    if (asked(Section.WARM)) {
      for (Kernel kernel : options.kernels()) {
        subjects.add(Subject.of(kernel.label(), kernel, kernel.full(), folder));
      }
    }
    return subjects;
  }

  private boolean asked(Section section) {
    return options.sections().contains(section);
  }

  private void cold(List<Subject> subjects) throws InterruptedException {
    int rounds = options.brief() ? 1 : options.rounds() * COLD_TRIALS;
    for (int round = 0; round < rounds; round++) {
      for (Subject subject : subjects) {
        for (Contender contender : inTurn(round)) {
          trial(
              Section.COLD,
              subject.name(),
              contender,
              request(subject, Pace.ONCE),
              reading -> {
                check(subject, reading.results());
                add(Section.COLD, subject.name(), contender, (double) reading.sinceStart());
                if (reading.peak() > 0) {
                  add(Section.MEMORY, subject.name(), contender, (double) reading.peak());
                }
              });
        }
      }
    }
  }

  private void add(Section section, String subject, Contender contender, double sample) {
    results.add(section, subject, contender.label(), List.of(sample));
  }

  private void warm(List<Subject> subjects) throws InterruptedException {
    Pace pace = pace(4_000, 2_000, 2_000, 300);
    for (int round = 0; round < options.rounds(); round++) {
      for (Subject subject : subjects) {
        for (Contender contender : inTurn(round)) {
          trial(
              Section.WARM,
              subject.name(),
              contender,
              request(subject, pace),
              reading -> {
                check(subject, reading.results());
                results.add(Section.WARM, subject.name(), contender.label(), reading.samples());
              });
        }
      }
    }
  }

  /** What is measured with modules that do next to nothing. */
  private void small() throws IOException, InterruptedException {
    Path identity = put("identity", GuestModule.bytes("identity"));
    Path host = put("host", GuestModule.bytes("host"));
    Path memory = put("memory", GuestModule.bytes("memory"));
    Path data = put("data", GuestModule.data());
    Path sqlite = put("sqlite", Kernel.SQLITE.module());
    Path lua = put("lua", Kernel.LUA.module());
    Pace pace = pace(3_000, 2_000, 250, 150);
    for (int round = 0; round < options.rounds(); round++) {
      small(Section.CALL, "host to guest", Task.HOST_TO_GUEST, identity, pace, round);
      small(Section.CALL, "guest to host", Task.GUEST_TO_HOST, host, pace, round);
      small(Section.INSTANTIATE, "tiny", Task.INSTANTIATE, identity, pace, round);
      small(Section.INSTANTIATE, "memory of 1 MiB", Task.INSTANTIATE, memory, pace, round);
      small(Section.INSTANTIATE, "1 MiB of data", Task.INSTANTIATE, data, pace, round);
      small(Section.INSTANTIATE, "sqlite", Task.INSTANTIATE, sqlite, pace, round);
      small(Section.LOAD, "sqlite", Task.LOAD, sqlite, pace, round);
      small(Section.LOAD, "lua", Task.LOAD, lua, pace, round);
    }
  }

  private void small(Section section, String subject, Task task, Path module, Pace pace, int round)
      throws IOException, InterruptedException {
    if (!asked(section)) {
      return;
    }
    double size = section == Section.LOAD ? Files.size(module) : 1;
    for (Contender contender : inTurn(round)) {
      trial(
          section,
          subject,
          contender,
          Request.of(task, module, pace),
          reading -> {
            List<Double> samples = reading.samples().stream().map(it -> it / size).toList();
            results.add(section, subject, contender.label(), samples);
          });
    }
  }

  private Path put(String name, byte[] module) throws IOException {
    return Files.write(folder.resolve(name + ".wasm"), module);
  }

  private static Request request(Subject subject, Pace pace) {
    return new Request(
        Task.RUN, subject.module(), subject.function(), subject.arguments(), subject.types(), pace);
  }

  private Pace pace(long warmUp, long measure, long briefWarmUp, long briefMeasure) {
    return options.brief()
        ? new Pace(Duration.ofMillis(briefWarmUp), Duration.ofMillis(briefMeasure))
        : new Pace(Duration.ofMillis(warmUp), Duration.ofMillis(measure));
  }

  private interface ReadingTaker {
    void take(Reading reading) throws TrialFailedException;
  }

  private void trial(
      Section section, String subject, Contender contender, Request request, ReadingTaker taker)
      throws InterruptedException {
    long begin = System.nanoTime();
    Duration patience = patience();
    if (patience.isNegative()) {
      results.fail(section, subject, contender.label(), "no time left in the short form");
      return;
    }
    String outcome = "done";
    try {
      taker.take(process.run(contender, request, patience));
    } catch (TrialFailedException e) {
      results.fail(section, subject, contender.label(), e.reason());
      outcome = e.reason();
    }
    System.out.printf(
        "%4d s  %-12s %-18s %-24s %5d ms  %s%n",
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        section.title(),
        subject,
        contender.label(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
        outcome);
  }

  /** How long the next trial may take; negative if it is not to be made. */
  private Duration patience() {
    if (!options.brief()) {
      return Duration.ofMinutes(2);
    }
    Duration left = SHORT_FORM.minusNanos(System.nanoTime() - start);
    return left.compareTo(SHORT_PATIENCE) < 0 ? left : SHORT_PATIENCE;
  }

  /** Holds what came out against what had to, or against what the first contender gave. */
  private void check(Subject subject, List<Scalar> actual) throws TrialFailedException {
    List<Scalar> expected =
        subject.expected().isEmpty()
            ? agreed.computeIfAbsent(subject.name(), _ -> actual)
            : subject.expected();
    if (!actual.equals(expected)) {
      agree = false;
      throw new TrialFailedException("wrong: gave %s, not %s".formatted(actual, expected));
    }
  }

  /** A machine that grows slower or faster meanwhile must not favour whoever comes first. */
  private List<Contender> inTurn(int round) {
    return round % 2 == 0 ? contenders : contenders.reversed();
  }
}
