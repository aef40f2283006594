package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Fuel as the interpreter counts it down: a little of a {@link FuelSupply}, taken in advance so
 * that computing guests do not meet there. Whoever stops computing gives back what is left.
 *
 * <p>Used by one thread at a time, that of the call.
 */
public final class FuelTank {

  /** Of instances that are not metered: their code takes nothing. */
  static final FuelTank UNUSED = new FuelTank(null);

  /** How many units are left; never negative where anybody but the interpreter looks. */
  public long left;

  /** The call that is to give back what is left, if there may be something. */
  public @Nullable Activation user;

  /** Another tank of the same call. */
  public @Nullable FuelTank next;

  private final @Nullable FuelSupply supply;

  /** An empty tank, to be filled from a supply. */
  public FuelTank(@Nullable FuelSupply supply) {
    this.supply = supply;
  }

  /** Where it is filled. */
  public FuelSupply supply() {
    if (supply == null) {
      throw new IllegalStateException("metered code in an instance that is not");
    }
    return supply;
  }

  /** Makes sure that there is so much in it, if the supply can. */
  public boolean fill(long units) {
    if (left < units) {
      left += supply().take(units - left);
    }
    return left >= units;
  }

  /** Gives back all that is in it. */
  public void drain() {
    long rest = left;
    if (rest > 0) {
      left = 0;
      supply().giveBack(rest);
    }
  }
}
