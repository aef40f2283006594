package dev.heddle.benchmarks.trial;

import dev.heddle.benchmarks.engines.Scalar;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a trial gave.
 *
 * @param results of the first call; empty if the task was another than to call a function
 * @param sinceStart nanoseconds from the start of the process until the first result was known here
 * @param samples nanoseconds of each time it was done once warm; empty if only the first was asked
 *     for
 * @param peak the most memory that the process had at a time, in KiB; 0 if the system does not tell
 */
public record Reading(List<Scalar> results, long sinceStart, List<Double> samples, long peak) {

  /** What is in front of every line that is meant for the process that asked. */
  static final String MARK = "trial: ";

  public Reading {
    results = List.copyOf(results);
    samples = List.copyOf(samples);
  }

  /** Reads the lines of a trial as they come. Not thread-safe. */
  static final class Builder {

    private final long start;
    private List<Scalar> results = List.of();
    private long sinceStart;
    private List<Double> samples = List.of();
    private long peak;
    private boolean complete;

    /**
     * Waits for lines.
     *
     * @param start when the process was started, as {@link System#nanoTime} has it
     */
    Builder(long start) {
      this.start = start;
    }

    /** Takes a line, which may be one that is not meant for it, at a time. */
    void add(String line, long now) {
      if (!line.startsWith(MARK)) {
        return;
      }
      String[] words = line.substring(MARK.length()).split(" ");
      switch (words[0]) {
        case "result" -> {
          results = Scalar.ofText(words[1]);
          sinceStart = now - start;
        }
        case "samples" -> samples = Stream.of(words).skip(1).map(Double::valueOf).toList();
        case "peak" -> {
          peak = Long.parseLong(words[1]);
          complete = true;
        }
        default -> throw new IllegalArgumentException("no line of a trial: " + line);
      }
    }

    /** Whether the last line has come. */
    boolean isComplete() {
      return complete;
    }

    Reading build() {
      return new Reading(results, sinceStart, samples, peak);
    }
  }
}
