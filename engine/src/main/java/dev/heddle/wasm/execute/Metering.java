package dev.heddle.wasm.execute;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.FuelTank;
import dev.heddle.wasm.runtime.RuntimeInstance;

/** Takes the fuel that metered code costs. See {@link dev.heddle.wasm.Fuel}. */
final class Metering {

  private Metering() {}

  /**
   * Goes on where {@code cost} has been taken and was more than there was: gives it back, asks for
   * more, and takes it again.
   *
   * @throws TrapException if there is still too little
   */
  static void takeMore(FuelTank tank, long cost, Activation activation) {
    tank.left += cost;
    while (tank.left < cost) {
      if (!askForMore(tank, cost - tank.left, activation)) {
        throw new TrapException(
            TrapKind.FUEL_EXHAUSTED, cost + " units needed, " + tank.left + " left");
      }
    }
    tank.left -= cost;
  }

  /**
   * Takes what an instruction costs that works on many bytes or elements.
   *
   * @param size how many, unsigned
   * @param sizePerUnit for how many of them a unit is taken
   */
  static void takeForSize(
      long size, int sizePerUnit, RuntimeInstance instance, Activation activation) {
    FuelTank ofCall = activation.fuel;
    FuelTank tank = ofCall != null ? ofCall : instance.fuel;
    long cost = Long.divideUnsigned(size, sizePerUnit);
    tank.left -= cost;
    if (tank.left < 0) {
      takeMore(tank, cost, activation);
    }
  }

  private static boolean askForMore(FuelTank tank, long missing, Activation activation) {
    try {
      return tank.askForMore(missing);
    } catch (StackOverflowError e) {
      activation.overflowOfHost = e;
      throw e;
    } catch (Throwable thrown) {
      activation.leaveHost(thrown);
      throw Unwinding.<RuntimeException>unchecked(thrown);
    }
  }
}
