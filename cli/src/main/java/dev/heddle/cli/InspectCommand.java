package dev.heddle.cli;

import dev.heddle.cli.report.Inspection;
import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Shell;
import dev.heddle.wasm.ModuleLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle inspect}. */
@Command(
    name = "inspect",
    descriptionHeading = "%n",
    description = {
      "Shows what a module is: what it needs from a host and whether 'heddle run' gives that, its",
      "imports and exports with their types, the features it uses, and how large its sections are.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  heddle inspect app.wasm",
      "  heddle inspect --json app.wasm | jq -r '.exports[].name'"
    })
final class InspectCommand implements Callable<Integer> {

  private final Shell shell;

  @Parameters(paramLabel = "FILE", description = "The module, or - for stdin.")
  private String file = "";

  @Option(names = "--json", description = "Prints JSON.")
  private boolean isJson;

  InspectCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Inspection inspection =
        new Inspection(Modules.shown(file), Modules.load(shell, ModuleLoader.standard(), file));
    Output.print(shell, isJson ? inspection.json() : inspection.text());
    return ExitCode.OK;
  }
}
