package dev.heddle.benchmarks.trial;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs trials in processes of their own, so that none runs on what another made a JIT believe. */
public final class TrialProcess {

  private static final int LONGEST_REASON = 160;

  private final List<String> prefix;
  private final Path errors;

  /**
   * A way to run trials.
   *
   * @param prefix a command that runs another, such as {@code taskset -c 0}; empty for none
   * @param folder for what the processes say on standard error
   */
  public TrialProcess(List<String> prefix, Path folder) {
    this.prefix = List.copyOf(prefix);
    this.errors = folder.resolve("errors.txt");
  }

  /**
   * The version of a contender.
   *
   * @throws TrialFailedException if it is not there; the message is the reason
   */
  public String version(Contender contender, Duration patience)
      throws TrialFailedException, InterruptedException {
    List<String> lines = new ArrayList<>();
    run(contender, List.of("version"), patience, (line, _) -> lines.add(line));
    return lines.stream()
        .filter(line -> line.startsWith(Reading.MARK + "version "))
        .map(line -> line.substring((Reading.MARK + "version ").length()))
        .findFirst()
        .orElseThrow(() -> new TrialFailedException("it does not tell its version"));
  }

  /**
   * Runs a trial.
   *
   * @param patience how long it may take; then it is ended
   * @throws TrialFailedException if there is no reading; the message is the reason
   * @throws InterruptedException if this thread is interrupted; the process is then ended
   */
  public Reading run(Contender contender, Request request, Duration patience)
      throws TrialFailedException, InterruptedException {
    Reading.Builder reading = new Reading.Builder(System.nanoTime());
    run(contender, request.toWords(), patience, reading::add);
    if (!reading.isComplete()) {
      throw new TrialFailedException("it ended without a reading");
    }
    return reading.build();
  }

  private interface LineTaker {
    void take(String line, long now);
  }

  private void run(Contender contender, List<String> words, Duration patience, LineTaker lines)
      throws TrialFailedException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(contender.command());
    command.addAll(words);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      throw new TrialFailedException(contender.command().getFirst() + " cannot be started");
    }
    try {
      CompletableFuture<Void> reader =
          CompletableFuture.runAsync(() -> read(process, lines), Thread::startVirtualThread);
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TrialFailedException("not within %.0f s".formatted(patience.toMillis() / 1e3));
      }
      reader.join();
      if (process.exitValue() != 0) {
        throw new TrialFailedException(reason(process.exitValue()));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private static void read(Process process, LineTaker lines) {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.take(line, System.nanoTime());
      }
    } catch (IOException _) {
      // the process was ended; nobody reads on
    }
  }

  /** The line that says most: an exception's own, otherwise the last. */
  private String reason(int status) {
    List<String> said;
    try {
      said = Files.readAllLines(errors).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      said = List.of();
    }
    String line =
        said.stream()
            .filter(it -> !it.startsWith("\tat ") && it.matches(".*(Error|Exception|Trap)\\b.*"))
            .findFirst()
            .orElse(said.isEmpty() ? "status " + status : said.getLast())
            .strip();
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + " ...";
  }
}
