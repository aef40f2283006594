package dev.heddle.cli;

import picocli.CommandLine.Command;

/** The command without a command: help and version. */
@Command(
    name = "heddle",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {
      "Runs, shows, checks and compiles WebAssembly modules, in Java.",
      "",
      "  heddle run app.wasm          a program for WASI, without any files",
      "  heddle run --dir . app.wasm  the same, with those of this directory",
      "  heddle inspect app.wasm      what it needs and gives",
      ""
    },
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "FILE is a module in the binary format, a jar that 'heddle compile' has made of one, or - for",
      "the standard input. 'heddle app.wasm' is short for 'heddle run app.wasm'.",
      "",
      "Exit codes: that of the program; 1 if something is wrong with a file, 2 with the command line;",
      "124 after --timeout, 134 after a trap, 130 after Ctrl-C, 141 if nobody reads the output."
    })
final class HeddleCommand {

  HeddleCommand() {}

  /** The version, and what else is to be known of where it runs. */
  static String version() {
    String own = HeddleCommand.class.getPackage().getImplementationVersion();
    return "heddle "
        + (own == null ? "(not from its jar)" : own)
        + " on Java "
        + Runtime.version()
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch");
  }
}
