package dev.heddle.benchmarks;

import dev.heddle.async.Carrier;
import dev.heddle.async.Concurrency;
import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.benchmarks.suspension.Rounds;
import dev.heddle.benchmarks.trial.TrialFailedException;
import dev.heddle.wasm.Execution;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a call and a suspension cost on each carrier, under each policy, interpreted and compiled,
 * beside V8's JavaScript Promise Integration; a process for each, one after the other.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.Suspensions [seconds]
 *   seconds   for each figure; 2 unless given
 * </pre>
 *
 * <p>V8 is measured if there is a {@code node} on the path, or {@code NODE} names one, that has it.
 * Every result is checked. Times are those of the best round of a thousand. Prints a table in
 * Markdown.
 */
public final class Suspensions {

  private static final String MEASURE = "measure";
  private static final List<String> FIGURES = List.of("call", "once", "suspension", "bytes");

  private Suspensions() {}

  /** Measures all, or, with the words that it gives to its own processes, one. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals(MEASURE)) {
      measure(arguments);
      return;
    }
    String seconds = arguments.length > 0 ? arguments[0] : "2";
    System.out.println(
        "| | a call that never waits, ns | a call with a suspension, ns | a suspension, ns | a"
            + " suspended call, bytes |");
    System.out.println("|---|---|---|---|---|");
    Map<String, String> v8 = v8(seconds);
    for (String carrier : List.of("inline", "jdk")) {
      for (Concurrency policy : Concurrency.values()) {
        for (Execution execution : List.of(Execution.COMPILED, Execution.INTERPRETED)) {
          List<String> words = List.of(MEASURE, carrier, policy.name(), execution.name(), seconds);
          String name =
              "%s, `%s`, %s".formatted(carrier, policy, execution.name().toLowerCase(Locale.ROOT));
          print(name, said(java(words)), v8);
        }
      }
    }
  }

  private static void measure(String[] words) throws InterruptedException {
    Carrier carrier = words[1].equals("inline") ? Carrier.inline() : Carrier.jdk();
    Rounds rounds = new Rounds(carrier, Concurrency.valueOf(words[2]), Execution.valueOf(words[3]));
    rounds
        .measure(Double.parseDouble(words[4]))
        .forEach((figure, value) -> System.out.printf(Locale.ROOT, "%s %.1f%n", figure, value));
  }

  private static Map<String, String> v8(String seconds) throws IOException, InterruptedException {
    String node = Objects.requireNonNullElse(System.getenv("NODE"), "node");
    Path module = Files.createTempFile("suspend", ".wasm");
    Path program = Files.createTempFile("jspi", ".mjs");
    try (InputStream source =
        Objects.requireNonNull(Suspensions.class.getResourceAsStream("suspension/jspi.mjs"))) {
      Files.write(module, GuestModule.bytes("suspend"));
      Files.write(program, source.readAllBytes());
      Map<String, String> figures =
          said(List.of(node, program.toString(), module.toString(), seconds));
      print("V8 " + figures.get("version"), figures, Map.of());
      return figures;
    } catch (TrialFailedException | IOException absent) {
      System.err.println("without V8: " + absent.getMessage());
      return Map.of();
    } finally {
      Files.delete(module);
      Files.delete(program);
    }
  }

  private static List<String> java(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-Xmx2g");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Suspensions.class.getName());
    command.addAll(words);
    return command;
  }

  /** What a process says: a word and a value on each line. */
  private static Map<String, String> said(List<String> command)
      throws IOException, InterruptedException, TrialFailedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      Map<String, String> figures = new LinkedHashMap<>();
      for (String line : process.inputReader().readAllLines()) {
        String[] words = line.split(" ", 2);
        figures.put(words[0], words[1]);
      }
      if (process.waitFor() != 0) {
        throw new TrialFailedException(
            new File(command.getFirst()).getName() + " ended with " + process.exitValue());
      }
      return figures;
    } finally {
      process.destroyForcibly();
    }
  }

  /** A line of the table, with the ratios to V8. */
  private static void print(String name, Map<String, String> figures, Map<String, String> v8) {
    StringBuilder line = new StringBuilder("| ").append(name);
    for (String figure : FIGURES) {
      String value = figures.get(figure);
      line.append(" | ");
      if (value == null) {
        line.append('-');
        continue;
      }
      line.append("%,.0f".formatted(Double.parseDouble(value)));
      String other = v8.get(figure);
      if (other != null) {
        double ratio = Double.parseDouble(value) / Double.parseDouble(other);
        line.append(String.format(Locale.ROOT, " (%.2g)", ratio));
      }
    }
    System.out.println(line.append(" |"));
  }
}
