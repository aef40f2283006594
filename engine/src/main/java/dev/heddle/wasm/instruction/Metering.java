package dev.heddle.wasm.instruction;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.runtime.FuelSupply;
import dev.heddle.wasm.runtime.FuelTank;
import dev.heddle.wasm.runtime.RuntimeInstance;

/** Takes the fuel that metered code costs. See {@link dev.heddle.wasm.Fuel}. */
public final class Metering {

  private Metering() {}

  /**
   * Goes on where {@code cost} has been taken and was more than there was: gives it back, fills the
   * tank, asking for more if necessary, and takes it again.
   *
   * @param depth how much deeper the call may get, the frame of the code that pays included
   * @throws TrapException if there is still too little
   */
  public static void takeMore(
      FuelTank tank, long cost, RuntimeInstance instance, Activation activation, int depth) {
    tank.left += cost;
    activation.holdFuel(tank);
    while (!tank.fill(cost)) {
      activation.settleFuel();
      FuelSupply supply = tank.supply();
      long missing = cost - supply.left();
      if (missing > 0 && !askForMore(supply, missing, instance, activation, depth)) {
        throw new TrapException(
            TrapKind.FUEL_EXHAUSTED, cost + " units needed, " + supply.left() + " left");
      }
      activation.holdFuel(tank);
    }
    tank.left -= cost;
  }

  /** Takes what an instruction costs that works on many bytes or elements. */
  static void take(long cost, RuntimeInstance instance, Activation activation, int depth) {
    FuelTank ofCall = activation.fuel;
    FuelTank tank = ofCall != null ? ofCall : instance.fuel;
    tank.left -= cost;
    if (tank.left < 0) {
      takeMore(tank, cost, instance, activation, depth);
    }
  }

  private static boolean askForMore(
      FuelSupply supply, long missing, RuntimeInstance instance, Activation activation, int depth) {
    activation.depthLeft = depth - Depth.INTERPRETED;
    return activation.askForFuel(supply, missing, instance);
  }
}
