package dev.heddle.async.baton;

import org.jspecify.annotations.Nullable;

/**
 * Someone who may hold a {@link Baton}. A claim is in at most one queue, at most once; the links of
 * the queue are in it, so that queueing allocates nothing and cannot fail halfway.
 */
public abstract class Claim {

  // Guarded by the monitor of the baton.
  @Nullable Claim previous;
  @Nullable Claim next;
  boolean queued;
  boolean offered;
  @Nullable Lane lane;

  /** Whether it goes to the end of the queue if it asks again while it still holds the baton. */
  boolean patient;

  /** Whether it queues before all others. Set by who makes it ask, before. */
  private volatile boolean urgent;

  /** For subclasses. */
  protected Claim() {}

  /** Says whether it is to queue before all others when it asks next. */
  public final void urgent(boolean before) {
    urgent = before;
  }

  boolean isUrgent() {
    return urgent;
  }

  /**
   * The baton is this claim's from now on, or is offered to it: its thread is to {@link
   * Baton#accept} it. Called without any lock held, on the thread of whoever let go of the baton.
   */
  protected abstract void granted();

  /**
   * Whether the thread of this claim, which has lent the baton, is parked and has been set aside.
   */
  protected abstract boolean isParked();
}
