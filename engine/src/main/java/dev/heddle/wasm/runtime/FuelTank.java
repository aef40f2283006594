package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Fuel;
import org.jspecify.annotations.Nullable;

/** The amounts of a {@link Fuel}, as the interpreter counts them down. */
public final class FuelTank {

  /** Of instances that are not metered: their code takes nothing. */
  static final FuelTank UNUSED = new FuelTank(null, 0, NoRefill.NONE);

  /** Adds nothing. */
  private enum NoRefill implements Fuel.Refill {
    NONE;

    @Override
    public void refill(Fuel fuel, long missing) {}
  }

  /** How many units are left; never negative where anybody but the interpreter looks. */
  public long left;

  private final @Nullable Fuel owner;
  private final Fuel.Refill refill;
  private long added;

  /**
   * A tank.
   *
   * @param owner what the public knows it by, if anything
   * @param units how much is in it
   * @param refill whom to ask when it is empty
   */
  public FuelTank(@Nullable Fuel owner, long units, Fuel.Refill refill) {
    this.owner = owner;
    this.refill = refill;
    this.left = units;
    this.added = units;
  }

  /** Adds as much as the number can hold. */
  public void add(long units) {
    long taken = Math.min(units, Long.MAX_VALUE - left);
    left += taken;
    // may wrap around in the course of time; the difference that is asked for stays right
    added += taken;
  }

  /** How much has been used, ever. */
  public long used() {
    return added - left;
  }

  /** Asks for more fuel; tells whether some came. */
  public boolean askForMore(long missing) throws Exception {
    long before = left;
    if (owner != null) {
      refill.refill(owner, missing);
    }
    return left > before;
  }
}
