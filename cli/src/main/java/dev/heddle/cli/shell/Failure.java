package dev.heddle.cli.shell;

/** Ends a command: with a message of one line for people, and an exit code. */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int exitCode;

  /** What went wrong, beginning with the name of the file that it is about. */
  public Failure(String message) {
    this(ExitCode.FAILURE, message);
  }

  /** The same with another exit code. */
  public Failure(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** A command line that makes no sense. */
  public static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message);
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}
