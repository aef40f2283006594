package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Fuel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The amounts of a {@link Fuel}, from which calls fill their {@link FuelTank}s. Thread-safe: what
 * two of them take at the same time is taken twice, and never more than there is.
 */
public final class FuelSupply {

  /** How much a call takes at once, so that it is away from here while it computes. */
  private static final long BATCH = 10_000;

  /** As it comes to an end, a call takes only this part of what is left for all. */
  private static final int PART = 8;

  private final Fuel owner;
  private final Fuel.Refill refill;
  private final AtomicLong left;
  private final AtomicLong added;

  /**
   * A supply.
   *
   * @param owner what the public knows it by
   * @param units how much there is
   * @param refill whom to ask when there is too little
   */
  public FuelSupply(Fuel owner, long units, Fuel.Refill refill) {
    this.owner = owner;
    this.refill = refill;
    this.left = new AtomicLong(units);
    this.added = new AtomicLong(units);
  }

  /** How many units are left, but for those in tanks. */
  public long left() {
    return left.get();
  }

  /** How much has been used or is in tanks, counted from the beginning. */
  public long used() {
    // may wrap around in the course of time; the difference stays right
    return added.get() - left.get();
  }

  /** Adds as much as the number can hold. */
  public void add(long units) {
    added.addAndGet(put(units));
  }

  /** Takes back what a tank does not need. */
  void giveBack(long units) {
    // what does not fit any more has not been used either
    long lost = units - put(units);
    if (lost != 0) {
      added.addAndGet(-lost);
    }
  }

  private long put(long units) {
    for (; ; ) {
      long before = left.get();
      long fitting = Math.min(units, Long.MAX_VALUE - before);
      if (left.compareAndSet(before, before + fitting)) {
        return fitting;
      }
    }
  }

  /** Takes at least this much, if there is as much, and tells how much that is; 0 if not. */
  long take(long least) {
    for (; ; ) {
      long before = left.get();
      if (before < least) {
        return 0;
      }
      long taken = Math.max(least, Math.min(BATCH, before / PART));
      if (left.compareAndSet(before, before - taken)) {
        return taken;
      }
    }
  }

  /** Asks for more fuel; tells whether some came. */
  public boolean askForMore(long missing) throws Exception {
    long before = added.get();
    refill.refill(owner, missing);
    return added.get() != before;
  }
}
