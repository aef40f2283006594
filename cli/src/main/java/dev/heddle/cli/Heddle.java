package dev.heddle.cli;

import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.cli.shell.Texts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line: finds the command, and turns what goes wrong into a line and an exit code.
 *
 * <p>Only the command that is asked for is made, as looking through all of them would take a tenth
 * of a second of every start.
 */
final class Heddle {

  private static final String RUN = "run";

  /** Where a failure of Heddle's own is wanted with its stack. */
  private static final String DEBUG = "heddle.debug";

  private static final int WIDTH = 100;

  private final Shell shell;
  private final Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();

  Heddle(Shell shell) {
    this.shell = shell;
    commands.put(RUN, () -> new RunCommand(shell));
    commands.put("inspect", () -> new InspectCommand(shell));
    commands.put("disasm", () -> new DisasmCommand(shell));
    commands.put("validate", () -> new ValidateCommand(shell));
    commands.put("compile", () -> new CompileCommand(shell));
    commands.put("aot-cache", () -> new AotCacheCommand(shell));
    commands.put(Training.NAME, Training::new);
  }

  /**
   * Does what the arguments say.
   *
   * @return what the process is to end with
   */
  int run(String... arguments) {
    try {
      return execute(withCommand(arguments));
    } catch (Failure e) {
      shell.complain(String.valueOf(e.getMessage()));
      return e.exitCode();
    } catch (BrokenPipe e) {
      return ExitCode.BROKEN_PIPE;
    } catch (Exception | LinkageError | StackOverflowError e) {
      return internal(e);
    } catch (OutOfMemoryError e) {
      shell.complain("the Java heap is full: java -Xmx gives more of it");
      return ExitCode.FAILURE;
    }
  }

  private int internal(Throwable failure) {
    shell.complain(
        "this should not have happened: "
            + Texts.line(failure.toString())
            + " (-D"
            + DEBUG
            + "=true shows where)");
    if (Boolean.getBoolean(DEBUG)) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      shell.note(trace.toString());
    }
    return ExitCode.FAILURE;
  }

  /** A module in the place of a command is one to be run. */
  private String[] withCommand(String[] arguments) {
    if (arguments.length == 0
        || commands.containsKey(arguments[0])
        || !arguments[0].endsWith(".wasm")) {
      return arguments;
    }
    String[] all = new String[arguments.length + 1];
    all[0] = RUN;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  private int execute(String[] arguments) throws Exception {
    if (arguments.length > 1 && arguments[0].equals(RUN)) {
      List<String> own = Arrays.asList(arguments).subList(1, arguments.length);
      Optional<RunCommand> quick = QuickOptions.parse(shell, own);
      if (quick.isPresent()) {
        return quick.get().call();
      }
    }
    CommandLine line =
        withHelp(new HeddleCommand(), "Shows this; 'heddle COMMAND --help' shows more.");
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Shows the version, and Java's.")
                .build());
    Supplier<Callable<Integer>> asked = arguments.length == 0 ? null : commands.get(arguments[0]);
    if (asked != null) {
      add(line, arguments[0], asked);
    } else {
      commands.forEach((name, command) -> add(line, name, command));
    }
    ParseResult result;
    try {
      result = line.parseArgs(arguments);
    } catch (ParameterException e) {
      throw usage(e);
    }
    return execute(line, result);
  }

  private static void add(CommandLine line, String name, Supplier<Callable<Integer>> command) {
    CommandLine added = withHelp(command.get(), "Shows this.");
    // what is behind FILE is the guest's
    added.setStopAtPositional(name.equals(RUN) || name.equals("aot-cache"));
    line.addSubcommand(name, added);
  }

  private static CommandLine withHelp(Object command, String help) {
    CommandLine line = new CommandLine(command);
    line.setUsageHelpWidth(WIDTH);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec()
        .addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description(help).build());
    return line;
  }

  private int execute(CommandLine line, ParseResult result) throws Exception {
    ParseResult chosen = result.hasSubcommand() ? result.subcommand() : result;
    CommandLine command = chosen.commandSpec().commandLine();
    if (chosen.isVersionHelpRequested()) {
      Output.print(shell, HeddleCommand.version() + System.lineSeparator());
      return ExitCode.OK;
    }
    if (chosen.isUsageHelpRequested()) {
      Output.print(shell, command.getUsageMessage(ansi()));
      return ExitCode.OK;
    }
    if (!result.hasSubcommand()) {
      shell.note(line.getUsageMessage(Ansi.OFF).stripTrailing());
      return ExitCode.USAGE;
    }
    Callable<Integer> task = command.getCommand();
    return task.call();
  }

  private Ansi ansi() {
    boolean colours =
        shell.terminals().contains(1)
            && shell.environment().getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(shell.environment().get("TERM"));
    return colours ? Ansi.ON : Ansi.OFF;
  }

  private static Failure usage(ParameterException failure) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    return Failure.usage(
        Texts.line(String.valueOf(failure.getMessage())) + " (see '" + name + " --help')");
  }
}
