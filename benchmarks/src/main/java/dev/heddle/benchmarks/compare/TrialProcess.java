package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.guests.Kernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a fresh JVM for a trial, so that no engine runs on what another made the JIT believe. */
public final class TrialProcess {

  private TrialProcess() {}

  /**
   * Runs kernels on an engine in a fresh JVM, with the options and the class path of this one.
   *
   * @throws IOException if the JVM cannot be started
   * @throws IllegalStateException if it fails; its own message has then gone to standard error
   * @throws InterruptedException if this thread is interrupted; the JVM is then ended
   */
  public static List<Timing> run(Engine engine, List<Kernel> kernels)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(engine, kernels))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      List<Timing> timings = new ArrayList<>();
      try (BufferedReader output = process.inputReader()) {
        output
            .lines()
            .forEach(line -> {
              if (Timing.isLine(line)) {
                timings.add(Timing.ofLine(line));
              } else {
                System.out.println(line);
              }
            });
      }
      int status = process.waitFor();
      if (status != 0 || timings.size() != kernels.size()) {
        throw new IllegalStateException(
            "%s ended with status %d after %d of %d kernels"
                .formatted(engine.label(), status, timings.size(), kernels.size()));
      }
      return timings;
    } finally {
      process.destroy();
    }
  }

  private static List<String> command(Engine engine, List<Kernel> kernels) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Trial.class.getName());
    command.add(engine.label());
    kernels.forEach(kernel -> command.add(kernel.label()));
    return command;
  }
}
