package dev.heddle.wasm;

import dev.heddle.wasm.runtime.FuelTank;
import java.util.Objects;

/**
 * A store of fuel, from which guests pay for the instructions they execute.
 *
 * <p>An instance made with {@link Instance.Builder#fuel} is metered: it pays from that store, which
 * instances may share, or from the one given to the {@link CallControl} under which it is called.
 * Every instruction costs one unit, whichever way it is executed, so that the same call costs the
 * same in every run; {@code nop} and what only begins, divides or ends a block are free: {@code
 * block}, {@code loop}, {@code try_table}, {@code else}, {@code end} and the like. Code is paid for
 * in stretches, before they are executed: from a place where control flow may arrive to the next
 * instruction that may branch. Where an exception cuts one off, it stays paid. Instructions that
 * copy, initialise or fill cost one unit more for every 64 bytes or 8 elements. Instances that are
 * not metered pay nothing for metering.
 *
 * <p>Where the store does not have what a stretch costs, {@link Refill} is asked for more. If
 * nothing is added, the guest traps with {@link TrapKind#FUEL_EXHAUSTED} before the stretch.
 *
 * <p>Not thread-safe: add fuel where the guest runs (in host functions, in {@link Refill}) or
 * between calls. Other threads that read the amounts may see those of a while ago.
 */
public final class Fuel {

  /** Asked for fuel when a store is empty. */
  @FunctionalInterface
  public interface Refill {

    /**
     * Called on the guest's thread in the middle of its call, as host functions are: it may block,
     * and what it throws comes out of the call unchanged. It is asked again as long as it adds
     * something and that is too little.
     *
     * @param fuel the store; {@link Fuel#add} what is granted, or nothing to end the call
     * @param missing the least that must be added for the call to go on, in units
     */
    void refill(Fuel fuel, long missing) throws Exception;
  }

  private final FuelTank tank;

  private Fuel(long units, Refill refill) {
    tank = new FuelTank(this, checked(units), Objects.requireNonNull(refill, "refill"));
  }

  /** This much fuel, and no more when it is used up. */
  public static Fuel of(long units) {
    return of(units, (fuel, missing) -> {});
  }

  /** This much fuel, and {@code refill} to be asked when it is used up. */
  public static Fuel of(long units, Refill refill) {
    return new Fuel(units, refill);
  }

  /**
   * Adds fuel; what is left will be {@link Long#MAX_VALUE} units at the most.
   *
   * @param units at least 0
   */
  public void add(long units) {
    tank.add(checked(units));
  }

  /** How many units are left. */
  public long remaining() {
    return tank.left;
  }

  /** How many units have been used since this was made. */
  public long used() {
    return tank.used();
  }

  /** The engine's side. */
  FuelTank tank() {
    return tank;
  }

  private static long checked(long units) {
    if (units < 0) {
      throw new IllegalArgumentException("fuel must not be negative, not " + units);
    }
    return units;
  }

  @Override
  public String toString() {
    return "fuel: " + remaining() + " units left, " + used() + " used";
  }
}
