package dev.heddle.async.baton;

/** A bound on how many claims of one kind may queue at a time. */
public final class Lane {

  private final int bound;

  // Guarded by the monitor of the baton.
  int queued;

  /** A lane for at most {@code bound} claims. */
  public Lane(int bound) {
    this.bound = bound;
  }

  /** How many may queue. */
  public int bound() {
    return bound;
  }
}
