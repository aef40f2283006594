package dev.heddle.cli;

import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.wasm.ModuleLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code heddle validate}. */
@Command(
    name = "validate",
    descriptionHeading = "%n",
    description = {
      "Checks modules: says nothing of those that are valid, and of each other one in one line",
      "what is wrong, and where. The exit code is 1 if there is such a one.",
      ""
    },
    footer = {"", "Example: heddle validate build/*.wasm"})
final class ValidateCommand implements Callable<Integer> {

  private final Shell shell;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Modules, or - for stdin.")
  private List<String> files = new ArrayList<>();

  ValidateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    int code = ExitCode.OK;
    for (String file : files) {
      try {
        Modules.load(shell, ModuleLoader.standard(), file);
      } catch (Failure e) {
        shell.complain(String.valueOf(e.getMessage()));
        code = ExitCode.FAILURE;
      }
    }
    return code;
  }
}
