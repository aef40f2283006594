package dev.heddle.wasm;

import dev.heddle.wasm.runtime.FuelSupply;
import dev.heddle.wasm.runtime.Nesting;
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
 * instruction that may branch. Where an exception cuts one off, it stays paid. Instances that are
 * not metered pay nothing for metering.
 *
 * <p>What works on much costs more: instructions that copy, initialise, fill or grow cost one unit
 * more for every 64 bytes or 8 elements, entering a function one for every 8 local variables that
 * it declares, and one for every 8 references on its operand stack if that may hold a thousand,
 * {@code struct.new_default} one for every 8 fields. They are checked first: what traps as it is
 * out of bounds, or grows beyond a maximum, costs no more than the unit of every instruction.
 *
 * <p>Where the store does not have what a stretch costs, {@link Refill} is asked for more. If
 * nothing is added, the guest traps with {@link TrapKind#FUEL_EXHAUSTED} before the stretch.
 *
 * <p>Thread-safe: instances and calls that share a store may run in parallel, and together they
 * never use more than there is. A call that computes takes up to 10,000 units in advance, and gives
 * back what is left when it ends, calls the host or waits. So the amounts are exact for whoever
 * reads them while nothing else computes; what other calls have taken in advance, at most an eighth
 * of what there was and at most 10,000 units each, counts as used until they give it back. Where
 * the store is empty but for that, a call is out of fuel, and asks for a refill, that much too
 * early.
 */
public final class Fuel {

  /** Asked for fuel when a store is empty. */
  @FunctionalInterface
  public interface Refill {

    /**
     * Called on the guest's thread in the middle of its call, as host functions are: it may block,
     * and what it throws comes out of the call unchanged. It is asked again as long as something is
     * added and that is too little. Calls that run in parallel ask in parallel.
     *
     * @param fuel the store; {@link Fuel#add} what is granted, or nothing to end the call
     * @param missing the least that must be added for the call to go on, in units
     */
    void refill(Fuel fuel, long missing) throws Exception;
  }

  private final FuelSupply supply;

  private Fuel(long units, Refill refill) {
    supply = new FuelSupply(this, checked(units), Objects.requireNonNull(refill, "refill"));
  }

  private Fuel(long units, FuelSupply whole) {
    supply = new FuelSupply(this, checked(units), whole);
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
   * A part of this fuel, for one of several who share it: at most so many units, taken from this
   * one as they are used, so that who uses the part pays with both. Where this one is empty its
   * refill is asked; the part itself has none, but {@link #add} makes it larger.
   *
   * @param units how many; they may be more than this one has
   */
  public Fuel part(long units) {
    return new Fuel(units, supply);
  }

  /**
   * Adds fuel; what is left will be {@link Long#MAX_VALUE} units at the most.
   *
   * @param units at least 0
   */
  public void add(long units) {
    supply.add(checked(units));
  }

  /** Whether the code that runs on the current thread is, or was called by, a {@link Refill}. */
  public static boolean isBeingRefilled() {
    return Nesting.ofThread().isRefilling();
  }

  /** How many units are left: of a part, no more than of the whole. */
  public long remaining() {
    return supply.left();
  }

  /** How many units have been used since this was made. */
  public long used() {
    return supply.used();
  }

  /** The engine's side. */
  FuelSupply supply() {
    return supply;
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
