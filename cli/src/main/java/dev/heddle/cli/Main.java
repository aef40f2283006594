package dev.heddle.cli;

import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Shell;

/** Where the process begins. */
public final class Main {

  private Main() {}

  /** Does what the command line says, and ends the process. */
  public static void main(String[] arguments) {
    int code = new Heddle(Shell.ofProcess()).run(arguments);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
    // no thread is left that keeps the process; System.exit would look for a logger first
  }
}
