package dev.heddle.cli.shell;

/**
 * What the process ends with, but for what a guest itself ends with. The numbers are those of
 * shells, {@code timeout} and Wasmtime.
 */
public final class ExitCode {

  /** All went well. */
  public static final int OK = 0;

  /** A file cannot be read, or is no module that can be run. */
  public static final int FAILURE = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 2;

  /** {@code --timeout} is over: as {@code timeout} has it. */
  public static final int TIMEOUT = 124;

  /** A trap: as after {@code abort}, 128 and SIGABRT. */
  public static final int TRAP = 134;

  /** Nobody reads the output any more: 128 and SIGPIPE. */
  public static final int BROKEN_PIPE = 141;

  private static final int BYTE = 0xff;

  private ExitCode() {}

  /**
   * What the process ends with for a guest that ended with a code of 32 bits: the system keeps its
   * lowest byte, which must not make a success of a failure.
   */
  public static int ofGuest(int code) {
    int kept = code & BYTE;
    return kept == OK && code != OK ? FAILURE : kept;
  }
}
