package dev.heddle.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What was measured on, as the operating system and the JVM tell it. */
public final class Machine {

  private Machine() {}

  /** Lines for people: processor, memory, operating system, JDK, and the commit if it is known. */
  public static List<String> describe() {
    return List.of(
        "%s, %d cores, %s of memory"
            .formatted(
                first("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                first("/proc/meminfo", "MemTotal").map(Machine::gibibytes).orElse("?")),
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        "%s, %s %s"
            .formatted(
                System.getProperty("java.vm.name"),
                System.getProperty("java.vendor.version", ""),
                System.getProperty("java.runtime.version")),
        "options of the JVM: " + options(),
        "Heddle at commit " + commit());
  }

  private static String options() {
    List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return options.isEmpty() ? "none" : String.join(" ", options);
  }

  private static String gibibytes(String kibibytes) {
    return "%.0f GiB".formatted(Long.parseLong(kibibytes.replaceAll("\\D", "")) / 1048576.0);
  }

  private static Optional<String> first(String file, String key) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(10, TimeUnit.SECONDS) && !answer.isEmpty() ? answer : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
