package dev.heddle.benchmarks.trial;

import dev.heddle.benchmarks.engines.Scalar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a trial is to do.
 *
 * @param task what is done again and again
 * @param module the file with the module
 * @param function the exported function that {@link Task#RUN} calls
 * @param arguments what it is called with
 * @param results the types of what it returns
 * @param pace how long it is done
 */
public record Request(
    Task task,
    Path module,
    String function,
    List<Scalar> arguments,
    List<Scalar.Type> results,
    Pace pace) {

  /** What can be done. */
  public enum Task {
    /** Calls a function; the samples are nanoseconds of a call. */
    RUN,
    /** Loads the module; the samples are nanoseconds. */
    LOAD,
    /** Makes instances of the module and throws them away; nanoseconds of one. */
    INSTANTIATE,
    /** Calls {@code run} of the module, which has next to nothing to do; nanoseconds of a call. */
    HOST_TO_GUEST,
    /** Has {@code run} of the module call an import in a loop; nanoseconds of one. */
    GUEST_TO_HOST;

    /** The task as a word of the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * How long something is done.
   *
   * @param warmUp before anything is measured, from the start of the process's work on
   * @param measure while it is measured; zero if only the first time is of interest
   */
  public record Pace(Duration warmUp, Duration measure) {

    /** Once. */
    public static final Pace ONCE = new Pace(Duration.ZERO, Duration.ZERO);
  }

  public Request {
    arguments = List.copyOf(arguments);
    results = List.copyOf(results);
  }

  /** What is done without a function of its own. */
  public static Request of(Task task, Path module, Pace pace) {
    return new Request(task, module, "run", List.of(), List.of(), pace);
  }

  /** The request as words of a command line. */
  public List<String> toWords() {
    return Stream.of(
            task.label(),
            module.toString(),
            function,
            Scalar.toText(arguments),
            Scalar.typesToText(results),
            pace.warmUp().toMillis(),
            pace.measure().toMillis())
        .map(Object::toString)
        .toList();
  }

  /** The request that {@link #toWords} made words of. */
  public static Request ofWords(List<String> words) {
    return new Request(
        Task.valueOf(words.get(0).toUpperCase(Locale.ROOT).replace('-', '_')),
        Path.of(words.get(1)),
        words.get(2),
        Scalar.ofText(words.get(3)),
        Scalar.typesOfText(words.get(4)),
        new Pace(
            Duration.ofMillis(Long.parseLong(words.get(5))),
            Duration.ofMillis(Long.parseLong(words.get(6)))));
  }
}
