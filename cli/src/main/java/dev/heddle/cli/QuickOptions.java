package dev.heddle.cli;

import dev.heddle.cli.shell.Shell;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Understands what is usual of {@code heddle run} without picocli, for which classes by the hundred
 * would be loaded, a fifth of a second of each start. Whatever is not usual, wrong, or asks for
 * help is left to picocli, so that it alone says what is to be said.
 */
final class QuickOptions {

  private static final Set<String> REPEATABLE = Set.of("--dir", "--mount", "--env", "--listen");

  private QuickOptions() {}

  /** The command, if all of its options are understood. */
  static Optional<RunCommand> parse(Shell shell, List<String> arguments) {
    RunCommand command = new RunCommand(shell);
    Set<String> seen = new HashSet<>();
    int next = 0;
    while (next < arguments.size()) {
      String argument = arguments.get(next++);
      if (!argument.startsWith("-") || argument.equals(Modules.STDIN)) {
        command.take(argument, arguments.subList(next, arguments.size()));
        return Optional.of(command);
      }
      int middle = argument.indexOf('=');
      String name = middle < 0 ? argument : argument.substring(0, middle);
      if (!seen.add(name) && !REPEATABLE.contains(name)) {
        return Optional.empty();
      }
      if (middle < 0 && command.take(name)) {
        continue;
      }
      if (middle < 0 && (next == arguments.size() || arguments.get(next).startsWith("-"))) {
        return Optional.empty();
      }
      String value = middle < 0 ? arguments.get(next++) : argument.substring(middle + 1);
      if (!isTaken(command, name, value)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isTaken(RunCommand command, String name, String value) {
    try {
      return command.take(name, value);
    } catch (RuntimeException e) {
      // picocli will find the same, and say it
      return false;
    }
  }
}
