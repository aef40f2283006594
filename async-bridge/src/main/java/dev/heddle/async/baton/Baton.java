package dev.heddle.async.baton;

import org.jspecify.annotations.Nullable;

/**
 * The right to run guest code of one store: at most one claim holds it (rule J1), the others get it
 * in the order in which they asked for it.
 *
 * <p>Thread-safe. The monitor is held for a few field accesses only; nothing of a guest, of a user
 * or of the scheduler runs under it.
 */
public final class Baton {

  /** What became of a claim. */
  public enum Answer {
    /** It holds the baton now; {@link Claim#granted()} is not called. */
    TAKEN,
    /** It waits its turn. */
    QUEUED,
    /** Its lane was full, and nothing has changed. */
    FULL
  }

  private @Nullable Claim holder;
  private @Nullable Claim first;
  private @Nullable Claim last;

  /** A baton that nobody holds. */
  public Baton() {}

  /** Takes the baton if it is free, else queues without a bound. */
  public synchronized Answer claim(Claim claim) {
    return take(claim) ? Answer.TAKEN : enqueue(claim);
  }

  /**
   * Takes the baton if it is free, else queues if the lane has room; such a claim can be
   * {@linkplain #withdraw withdrawn}.
   */
  public synchronized Answer claim(Claim claim, Lane lane) {
    if (take(claim)) {
      return Answer.TAKEN;
    }
    if (lane.queued >= lane.bound()) {
      return Answer.FULL;
    }
    lane.queued++;
    claim.lane = lane;
    return enqueue(claim);
  }

  /** Takes the baton if it is free, and does nothing else. */
  public synchronized boolean tryClaim(Claim claim) {
    return take(claim);
  }

  /**
   * Takes a claim out of the queue of a lane.
   *
   * @return whether it was there; if so, it will not be granted
   */
  public synchronized boolean withdraw(Claim claim) {
    if (!claim.queued || claim.lane == null) {
      return false;
    }
    unlink(claim);
    return true;
  }

  /** Hands the baton to whoever is next. */
  @SuppressWarnings("ReferenceEquality") // a claim is itself and no other
  public void release(Claim claim) {
    Claim next;
    synchronized (this) {
      if (holder != claim) {
        throw new IllegalStateException("the baton is not held by " + claim);
      }
      next = first;
      if (next != null) {
        unlink(next);
      }
      holder = next;
    }
    if (next != null) {
      next.granted();
    }
  }

  /** Who holds it now. */
  public synchronized @Nullable Claim holder() {
    return holder;
  }

  private boolean take(Claim claim) {
    if (holder != null) {
      return false;
    }
    holder = claim;
    return true;
  }

  private Answer enqueue(Claim claim) {
    claim.queued = true;
    claim.previous = last;
    if (last == null) {
      first = claim;
    } else {
      last.next = claim;
    }
    last = claim;
    return Answer.QUEUED;
  }

  private void unlink(Claim claim) {
    Claim before = claim.previous;
    Claim after = claim.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    claim.previous = null;
    claim.next = null;
    claim.queued = false;
    if (claim.lane != null) {
      claim.lane.queued--;
      claim.lane = null;
    }
  }
}
