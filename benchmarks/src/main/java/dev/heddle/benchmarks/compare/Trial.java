package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.engines.GuestFunction;
import dev.heddle.benchmarks.guests.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The main class of a trial's JVM: runs kernels on one engine and prints a {@link Timing} for each.
 *
 * <p>All kernels are warmed up before any is measured: with several in one JVM, the engine's own
 * code has then seen them all, as it has in a server.
 */
public final class Trial {

  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration MEASURE = Duration.ofMillis(1_500);
  private static final int LEAST_RUNS = 2;

  private Trial() {}

  /** A kernel that is loaded, and how long it took to its first result. */
  private record Subject(Kernel kernel, GuestFunction run, long first) {}

  /** Takes the label of the engine and those of the kernels. */
  public static void main(String[] arguments) {
    Engine engine = Engine.of(arguments[0]);
    List<Kernel> kernels = Stream.of(arguments).skip(1).map(Kernel::of).toList();

    List<Subject> subjects = new ArrayList<>();
    for (Kernel kernel : kernels) {
      byte[] module = kernel.module();
      long start = System.nanoTime();
      GuestFunction run = engine.load(module).instantiate().function("run");
      run(run, kernel);
      subjects.add(new Subject(kernel, run, System.nanoTime() - start));
    }
    for (Subject subject : subjects) {
      repeat(subject.run, subject.kernel, WARM_UP.minusNanos(subject.first), 0);
    }
    for (Subject subject : subjects) {
      List<Long> runs = repeat(subject.run, subject.kernel, MEASURE, LEAST_RUNS);
      System.out.println(new Timing(subject.kernel, subject.first, runs).toLine());
    }
  }

  /** Runs until the time is over and the least number of runs is reached. */
  private static List<Long> repeat(GuestFunction run, Kernel kernel, Duration time, int least) {
    List<Long> runs = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (runs.size() < least || System.nanoTime() < end) {
      runs.add(run(run, kernel));
    }
    return runs;
  }

  private static long run(GuestFunction run, Kernel kernel) {
    long start = System.nanoTime();
    long result = run.call(kernel.full().n());
    long duration = System.nanoTime() - start;
    kernel.full().check(result);
    return duration;
  }
}
