package dev.heddle.benchmarks.trial;

/** A trial that gave no reading. */
public final class TrialFailedException extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  public TrialFailedException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Why there is no reading, in a few words. */
  public String reason() {
    return reason;
  }
}
