package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Fuel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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

  /** Whom to ask when there is too little; nobody for a part. */
  private final Fuel.@Nullable Refill refill;

  /** What this one is a part of. */
  private final @Nullable FuelSupply whole;

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
    this(owner, units, refill, null);
  }

  /** A part of another one, without a refill of its own. */
  public FuelSupply(Fuel owner, long units, FuelSupply whole) {
    this(owner, units, null, whole);
  }

  private FuelSupply(
      Fuel owner, long units, Fuel.@Nullable Refill refill, @Nullable FuelSupply whole) {
    this.owner = owner;
    this.refill = refill;
    this.whole = whole;
    this.left = new AtomicLong(units);
    this.added = new AtomicLong(units);
  }

  /** How many units are left, but for those in tanks. */
  public long left() {
    return whole == null ? left.get() : Math.min(left.get(), whole.left());
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
    giveBackOwn(units);
    if (whole != null) {
      whole.giveBack(units);
    }
  }

  private void giveBackOwn(long units) {
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
    return take(least, Math.max(least, BATCH));
  }

  private long take(long least, long most) {
    long own = takeOwn(least, most);
    if (whole == null || own == 0) {
      return own;
    }
    long taken = whole.take(least, own);
    if (taken < own) {
      giveBackOwn(own - taken);
    }
    return taken;
  }

  private long takeOwn(long least, long most) {
    for (; ; ) {
      long before = left.get();
      if (before < least) {
        return 0;
      }
      long taken = Math.max(least, Math.min(most, before / PART));
      if (left.compareAndSet(before, before - taken)) {
        return taken;
      }
    }
  }

  /** Asks for more fuel where there is too little of it; tells whether some came. */
  public boolean askForMore(long missing) throws Exception {
    long needed = left() + missing;
    if (whole != null && left.get() >= needed) {
      return whole.askForMore(Math.max(1, needed - whole.left()));
    }
    if (refill == null) {
      return false;
    }
    long before = added.get();
    refill.refill(owner, missing);
    return added.get() != before;
  }
}
