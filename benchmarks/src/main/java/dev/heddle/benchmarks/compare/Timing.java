package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.guests.Kernel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long one trial took. It travels from the JVM of the trial to the one that asked as a line of
 * text.
 *
 * @param kernel what was run
 * @param first nanoseconds from the module's bytes to the first result, loading included
 * @param runs nanoseconds of each run once warm; at least one
 */
public record Timing(Kernel kernel, long first, List<Long> runs) {

  private static final String MARK = "timing";

  public Timing {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no runs of " + kernel.label());
    }
    runs = List.copyOf(runs);
  }

  /** Whether a line is one that {@link #toLine} made. */
  public static boolean isLine(String line) {
    return line.startsWith(MARK + " ");
  }

  /** The timing that {@link #toLine} made a line of. */
  public static Timing ofLine(String line) {
    String[] words = line.split(" ");
    return new Timing(
        Kernel.of(words[1]),
        Long.parseLong(words[2]),
        Stream.of(words).skip(3).map(Long::valueOf).toList());
  }

  /** The timing as a line of text. */
  public String toLine() {
    return Stream.concat(
            Stream.of(MARK, kernel.label(), Long.toString(first)),
            runs.stream().map(String::valueOf))
        .collect(Collectors.joining(" "));
  }
}
