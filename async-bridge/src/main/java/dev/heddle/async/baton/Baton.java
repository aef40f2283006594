package dev.heddle.async.baton;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The right to run guest code of one store: at most one claim holds it (rule J1), the others get it
 * in the order in which they asked for it, but for those that are urgent.
 *
 * <p>A holder that parks does not give it up before, as it might fail to park: the JVM cannot set
 * aside a stack that is nearly full. It {@linkplain #lend lends} it, and another claim has it when
 * the holder is parked indeed; until then the holder may {@linkplain #reclaim take it back}, which
 * never fails and never waits.
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

  /** How far a claim that was offered the baton has got. */
  public enum Acceptance {
    /** It holds it. */
    HELD,
    /** The holder is about to park: ask again right away. */
    SOON,
    /** The holder has taken it back: the claim is offered it again later. */
    LATER
  }

  private @Nullable Claim holder;

  /** Whether the holder has parked, or is about to. */
  private boolean lent;

  /**
   * Whether the holder asked for it again before it lent it: it has been told that it has it, and
   * is not to lose it while it parks and comes back.
   */
  private boolean kept;

  private @Nullable Claim first;
  private @Nullable Claim last;

  /** A baton that nobody holds. */
  public Baton() {}

  /** Takes the baton if it is free, else queues without a bound. */
  public Answer claim(Claim claim) {
    Claim offered;
    synchronized (this) {
      if (take(claim)) {
        return Answer.TAKEN;
      }
      enqueue(claim);
      offered = nextToOffer();
    }
    offer(offered);
    return Answer.QUEUED;
  }

  /**
   * Takes the baton if it is free, else queues if the lane has room; such a claim can be
   * {@linkplain #withdraw withdrawn}.
   */
  public Answer claim(Claim claim, Lane lane) {
    Claim offered;
    synchronized (this) {
      if (take(claim)) {
        return Answer.TAKEN;
      }
      if (lane.queued >= lane.bound()) {
        return Answer.FULL;
      }
      lane.queued++;
      claim.lane = lane;
      enqueue(claim);
      offered = nextToOffer();
    }
    offer(offered);
    return Answer.QUEUED;
  }

  /**
   * The holder is about to park and lets others have a turn in any case: when it asks again, even
   * before it has lent the baton, it queues behind those who queue by then.
   */
  public synchronized void letOthersIn(Claim claim) {
    requireHeldBy(claim);
    claim.patient = true;
  }

  /** Takes the baton if it is free, and does nothing else. */
  public synchronized boolean tryClaim(Claim claim) {
    return take(claim);
  }

  /**
   * Takes a claim out of the queue of a lane, unless it was offered the baton.
   *
   * @return whether it was there; if so, it will not be granted
   */
  public synchronized boolean withdraw(Claim claim) {
    if (!claim.queued || claim.lane == null || claim.offered) {
      return false;
    }
    unlink(claim);
    return true;
  }

  /**
   * The holder is about to park: the next may have the baton as soon as it has; but nobody, if the
   * holder has asked for it again already.
   */
  public void lend(Claim claim) {
    Claim offered;
    synchronized (this) {
      requireHeldBy(claim);
      lent = !kept;
      kept = false;
      offered = nextToOffer();
    }
    offer(offered);
  }

  /**
   * The holder could not park: it goes on holding the baton.
   *
   * @return whether it had queued already for when it was to go on, and does not any more
   */
  public synchronized boolean reclaim(Claim claim) {
    requireHeldBy(claim);
    lent = false;
    kept = false;
    claim.patient = false;
    boolean queued = claim.queued && !claim.offered;
    if (claim.queued) {
      unlink(claim);
    }
    return queued;
  }

  /** Takes the baton that was granted; asked on the thread of a claim that is to go on. */
  @SuppressWarnings("ReferenceEquality") // a claim is itself and no other
  public synchronized Acceptance accept(Claim claim) {
    boolean own = holder == claim;
    if (!own && !lent) {
      claim.offered = false;
      return Acceptance.LATER;
    }
    if (!own && holder != null && !holder.isParked()) {
      return Acceptance.SOON;
    }
    if (claim.queued) {
      unlink(claim);
    }
    holder = claim;
    lent = false;
    kept = false;
    claim.patient = false;
    return Acceptance.HELD;
  }

  /** Ends a claim that was granted the baton and will never take it. */
  @SuppressWarnings("ReferenceEquality") // a claim is itself and no other
  public void decline(Claim claim) {
    Claim offered = null;
    boolean held;
    synchronized (this) {
      held = holder == claim;
      if (!held && claim.queued) {
        unlink(claim);
        offered = nextToOffer();
      }
    }
    if (held) {
      release(claim);
    }
    offer(offered);
  }

  /** Hands the baton to whoever is next. */
  public void release(Claim claim) {
    Claim next;
    boolean offered = false;
    synchronized (this) {
      requireHeldBy(claim);
      next = first;
      if (next != null) {
        offered = next.offered;
        unlink(next);
      }
      holder = next;
      lent = false;
      kept = false;
    }
    // Who was offered it is on its way already: a second word would be taken for that of later.
    if (next != null && !offered) {
      next.granted();
    }
  }

  /** Those who queue, with their places in the queue from 1 on. */
  public synchronized Map<Claim, Integer> positions() {
    Map<Claim, Integer> positions = new IdentityHashMap<>();
    for (Claim at = first; at != null; at = at.next) {
      positions.put(at, positions.size() + 1);
    }
    return positions;
  }

  /** Whether a claim queues. */
  public synchronized boolean isQueued(Claim claim) {
    return claim.queued;
  }

  /** Who holds it now. */
  public synchronized @Nullable Claim holder() {
    return holder;
  }

  @SuppressWarnings("ReferenceEquality") // a claim is itself and no other
  private void requireHeldBy(Claim claim) {
    if (holder != claim) {
      throw new IllegalStateException("the baton is not held by " + claim);
    }
  }

  /**
   * Takes the baton if nobody has it who needs it and nobody queues. Who has lent it and comes back
   * before anybody asked has it still.
   */
  @SuppressWarnings("ReferenceEquality") // a claim is itself and no other
  private boolean take(Claim claim) {
    boolean free =
        holder == null
            || holder == claim && (!lent && !claim.patient || first == null)
            || lent && first == null && holder.isParked();
    if (free) {
      kept = holder == claim && !lent;
      holder = claim;
      lent = false;
    }
    return free;
  }

  private void enqueue(Claim claim) {
    claim.queued = true;
    Claim before = claim.isUrgent() ? null : last;
    Claim after = claim.isUrgent() ? first : null;
    claim.previous = before;
    claim.next = after;
    if (before == null) {
      first = claim;
    } else {
      before.next = claim;
    }
    if (after == null) {
      last = claim;
    } else {
      after.previous = claim;
    }
  }

  /** Who is to be offered a baton that was lent, if somebody is who was not yet. */
  private @Nullable Claim nextToOffer() {
    Claim next = first;
    if (!lent || next == null || next.offered) {
      return null;
    }
    next.offered = true;
    return next;
  }

  private static void offer(@Nullable Claim offered) {
    if (offered != null) {
      offered.granted();
    }
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
    claim.offered = false;
    if (claim.lane != null) {
      claim.lane.queued--;
      claim.lane = null;
    }
  }
}
