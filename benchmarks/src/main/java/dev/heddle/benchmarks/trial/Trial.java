package dev.heddle.benchmarks.trial;

import dev.heddle.benchmarks.engines.Call;
import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.engines.GuestFunction;
import dev.heddle.benchmarks.engines.Program;
import dev.heddle.benchmarks.engines.Scalar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The main class of a trial's JVM.
 *
 * <p>It takes the label of an engine and then either {@code version} or the words of a {@link
 * Request}. What it does is written down once more in {@code trial.py} and {@code trial.mjs}: the
 * three are to be the same.
 */
public final class Trial {

  /** So much is done between two looks at the clock, at least. */
  private static final long BATCH = 1_000_000;

  private static final int LEAST_SAMPLES = 3;
  private static final int CALLS_TO_HOST = 1_000;

  private final long start = System.nanoTime();
  private final Request request;
  private final long warmUp;
  private final long measure;
  private int loaded;

  /**
   * Read for each call, so that a compiler that looks into the guest cannot do them all at once.
   */
  private volatile int argument = 42;

  private Trial(Request request) {
    this.request = request;
    this.warmUp = request.pace().warmUp().toNanos();
    this.measure = request.pace().measure().toNanos();
  }

  /** What is done and measured, some number of times. */
  private interface Work {
    void repeat(int times);
  }

  /** Runs a trial, and ends the process. */
  public static void main(String[] arguments) throws IOException {
    Engine engine = Engine.of(arguments[0]);
    if (arguments[1].equals("version")) {
      say("version " + engine.version());
    } else {
      new Trial(Request.ofWords(Arrays.asList(arguments).subList(1, arguments.length))).run(engine);
    }
    // an engine's own threads do not keep us
    System.exit(0);
  }

  private void run(Engine engine) throws IOException {
    byte[] module = Files.readAllBytes(request.module());
    switch (request.task()) {
      case RUN -> {
        Call call =
            engine
                .load(module)
                .instantiate()
                .call(request.function(), request.arguments(), request.results());
        List<Scalar> first = call.make();
        say("result " + Scalar.toText(first));
        one(() -> check(first, call.make()));
      }
      case LOAD -> one(() -> engine.load(unknown(module)));
      case INSTANTIATE -> {
        Program program = engine.load(module);
        many(
            times -> {
              for (int i = 0; i < times; i++) {
                program.instantiate();
              }
            },
            1);
      }
      case HOST_TO_GUEST -> {
        GuestFunction run = engine.load(module).instantiate().function("run");
        many(
            times -> {
              for (int i = 0; i < times; i++) {
                int n = argument;
                check(n, run.call(n));
              }
            },
            1);
      }
      case GUEST_TO_HOST -> {
        GuestFunction run = engine.load(module).instantiate(it -> it + 1).function("run");
        many(
            times -> {
              for (int i = 0; i < times; i++) {
                check(CALLS_TO_HOST, run.call(CALLS_TO_HOST));
              }
            },
            CALLS_TO_HOST);
      }
    }
    say("peak " + peak());
  }

  /** The module with a custom section that none had before, so that no engine knows it already. */
  private byte[] unknown(byte[] module) {
    byte[] longer = Arrays.copyOf(module, module.length + 7);
    longer[module.length + 1] = 5;
    ByteBuffer.wrap(longer).putInt(module.length + 3, ++loaded);
    return longer;
  }

  private static void check(Object expected, Object actual) {
    if (!actual.equals(expected)) {
      throw new IllegalStateException("gave " + actual + " where it was to give " + expected);
    }
  }

  private static void check(long expected, long actual) {
    if (actual != expected) {
      throw new IllegalStateException("gave " + actual + " where it was to give " + expected);
    }
  }

  /** Does what takes long enough to be measured one by one. */
  private void one(Runnable work) {
    if (measure == 0) {
      return;
    }
    while (System.nanoTime() - start < warmUp) {
      work.run();
    }
    List<Double> samples = new ArrayList<>();
    long begin = System.nanoTime();
    long now = begin;
    while (now - begin < measure || (samples.size() < LEAST_SAMPLES && now - begin < 2 * measure)) {
      work.run();
      long end = System.nanoTime();
      samples.add((double) (end - now));
      now = end;
    }
    report(samples);
  }

  /** Does what has to be done many times to be measured; what is done once counts for several. */
  private void many(Work work, int countsFor) {
    int times = 1;
    long batch = 0;
    while (System.nanoTime() - start < warmUp || batch < BATCH) {
      if (batch < BATCH) {
        times *= 2;
      }
      long begin = System.nanoTime();
      work.repeat(times);
      batch = System.nanoTime() - begin;
    }
    List<Double> samples = new ArrayList<>();
    long begin = System.nanoTime();
    long now = begin;
    while (now - begin < measure || samples.size() < LEAST_SAMPLES) {
      work.repeat(times);
      long end = System.nanoTime();
      samples.add((double) (end - now) / times / countsFor);
      now = end;
    }
    report(samples);
  }

  private static void report(List<Double> samples) {
    say("samples " + samples.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private static void say(String line) {
    System.out.println(Reading.MARK + line);
    System.out.flush();
  }

  /** The most memory this process had, in KiB; 0 if the system does not tell. */
  private static long peak() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }
}
