package dev.heddle.cli;

import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.cli.shell.Texts;
import dev.heddle.wasm.ModuleLoader;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.FunctionType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle disasm}. */
@Command(
    name = "disasm",
    descriptionHeading = "%n",
    description = {
      "Shows a module in the text format, with all its instructions and with the names of the name",
      "section. Tools that read the text format make the same module of it again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  heddle disasm app.wasm | less",
      "  heddle disasm -f main -f 17 app.wasm"
    })
final class DisasmCommand implements Callable<Integer> {

  private final Shell shell;

  @Parameters(paramLabel = "FILE", description = "The module, or - for stdin.")
  private String file = "";

  @Option(
      names = {"-f", "--function"},
      paramLabel = "NAME|INDEX",
      description =
          "Shows this function only: by the name that stack traces have, the name of an export, or"
              + " the index. Repeatable.")
  private List<String> functions = new ArrayList<>();

  @Option(
      names = "--registers",
      description =
          "Shows the register code that Heddle's interpreter executes, instead of the module's own.")
  private boolean isRegisters;

  DisasmCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    WasmModule module = Modules.load(shell, ModuleLoader.standard(), file);
    int imported =
        (int) module.imports().stream().filter(each -> each.type() instanceof FunctionType).count();
    int count = imported + module.definedFunctions();
    List<Integer> chosen = new ArrayList<>();
    for (String function : functions) {
      chosen.add(find(module, count, function));
    }
    if (chosen.isEmpty() && isRegisters) {
      for (int i = imported; i < count; i++) {
        chosen.add(i);
      }
    }
    Output.print(
        shell,
        writer -> {
          if (chosen.isEmpty()) {
            module.writeText(writer);
          }
          for (int index : chosen) {
            if (isRegisters && index >= imported) {
              writer.write(module.disassemble(index));
            } else {
              module.writeText(index, writer);
            }
          }
        });
    return ExitCode.OK;
  }

  private int find(WasmModule module, int count, String wanted) {
    OptionalInt named = module.functionIndex(wanted);
    if (named.isPresent()) {
      return named.getAsInt();
    }
    if (wanted.matches("\\d{1,9}") && Integer.parseInt(wanted) < count) {
      return Integer.parseInt(wanted);
    }
    throw new Failure(
        Modules.shown(file)
            + ": no function '"
            + Texts.shown(wanted)
            + "'; there are "
            + count
            + ", 0 to "
            + (count - 1));
  }
}
