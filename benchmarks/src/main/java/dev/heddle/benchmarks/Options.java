package dev.heddle.benchmarks;

import dev.heddle.benchmarks.guests.Kernel;
import dev.heddle.benchmarks.report.Section;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was asked for on the command line of {@link Benchmarks}.
 *
 * @param brief whether it has to end within five minutes
 * @param output the file for the report
 * @param engines the labels of those to take part; all if empty
 * @param kernels those to be run warm
 * @param sections what is to be measured
 * @param rounds how often, where it takes several trials
 * @param prefix a command that runs the trials' commands
 * @param own what to run instead of the kernels
 */
record Options(
    boolean brief,
    Path output,
    List<String> engines,
    List<Kernel> kernels,
    List<Section> sections,
    int rounds,
    List<String> prefix,
    Optional<Own> own) {

  /**
   * A module of the user's.
   *
   * @param module the file
   * @param function the export to be called
   * @param arguments what it is called with, as typed
   */
  record Own(Path module, String function, List<String> arguments) {}

  static final String USAGE =
      """
      --short               what says most, within five minutes; leaves out Chicory, GraalWasm
                            and all but Heddle's default, unless --engines= names them
      --output=FILE         benchmarks-report.md unless given; charts go into a folder beside it
      --engines=LABEL,...   all unless given
      --kernels=LABEL,...   all unless given
      --sections=NAME,...   warm, cold, memory, load, instantiate, call; all unless given
      --rounds=N            trials of each, 3 unless given, 1 with --short
      --prefix=COMMAND      put in front of each trial's command line: taskset -c 0, nice, ...
      --module FILE --invoke NAME ARGUMENT...
                            runs an export of a module that imports nothing instead; comes last
      """;

  private static final List<String> LEFT_OUT = List.of("heddle-", "chicory-", "graalwasm-");

  /** Of each kind one or two, so that the short form has its time. */
  private static final List<Kernel> SHORT =
      List.of(
          Kernel.FIB,
          Kernel.QUICKSORT,
          Kernel.NBODY,
          Kernel.JSON,
          Kernel.TREES,
          Kernel.KECCAK,
          Kernel.SIMD_DECODE,
          Kernel.SIMD_MATRIX,
          Kernel.BZIP2,
          Kernel.LUA,
          Kernel.SQLITE);

  Options {
    engines = List.copyOf(engines);
    kernels = List.copyOf(kernels);
    sections = List.copyOf(sections);
    prefix = List.copyOf(prefix);
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it cannot be understood
   */
  static Options parse(String... arguments) {
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
    boolean brief = rest.contains("--short");
    Path output = Path.of("benchmarks-report.md");
    List<String> engines = List.of();
    List<Kernel> kernels = brief ? SHORT : List.of(Kernel.values());
    List<Section> sections = List.of(Section.values());
    int rounds = brief ? 1 : 3;
    List<String> prefix = List.of();
    Path module = null;
    while (!rest.isEmpty()) {
      String argument = rest.pop();
      String[] option = argument.split("=", 2);
      String value = option.length == 2 ? option[1] : "";
      switch (option[0]) {
        case "--short" -> {}
        case "--help" -> throw new IllegalArgumentException(USAGE);
        case "--output" -> output = Path.of(value);
        case "--engines" -> engines = words(value).toList();
        case "--kernels" -> kernels = words(value).map(Kernel::of).toList();
        case "--sections" ->
            sections =
                words(value).map(it -> Section.valueOf(it.toUpperCase(Locale.ROOT))).toList();
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--prefix" -> prefix = List.of(value.strip().split("\\s+"));
        case "--module" -> module = Path.of(option.length == 2 ? value : next(rest, argument));
        case "--invoke" -> {
          if (module == null) {
            throw new IllegalArgumentException("--invoke comes behind --module FILE");
          }
          String function = option.length == 2 ? value : next(rest, argument);
          Own own = new Own(module, function, List.copyOf(rest));
          return new Options(
              brief, output, engines, kernels, sections, rounds, prefix, Optional.of(own));
        }
        default ->
            throw new IllegalArgumentException(
                "no option '%s'; there are\n%s".formatted(argument, USAGE));
      }
    }
    if (module != null) {
      throw new IllegalArgumentException("--module " + module + " needs --invoke NAME behind it");
    }
    return new Options(brief, output, engines, kernels, sections, rounds, prefix, Optional.empty());
  }

  /** Whether an engine has no time in the short form, and was not asked for by name. */
  boolean leavesOut(String engine) {
    return brief
        && engines.isEmpty()
        && own.isEmpty()
        && LEFT_OUT.stream().anyMatch(engine::startsWith);
  }

  private static Stream<String> words(String value) {
    return Stream.of(value.split(","));
  }

  private static String next(Deque<String> rest, String option) {
    String value = rest.poll();
    if (value == null) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }
}
