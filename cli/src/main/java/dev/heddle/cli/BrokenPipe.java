package dev.heddle.cli;

/** Nobody reads the output of a command any more, which ends it quietly. */
final class BrokenPipe extends RuntimeException {

  private static final long serialVersionUID = 1;

  BrokenPipe() {
    super(null, null, false, false);
  }
}
