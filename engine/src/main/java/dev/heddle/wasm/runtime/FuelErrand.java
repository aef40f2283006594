package dev.heddle.wasm.runtime;

/** That more fuel is asked for. */
final class FuelErrand extends Errand {

  private final FuelSupply supply;
  private final long missing;
  private final RuntimeInstance instance;
  private final Activation activation;

  private boolean isEnough;

  FuelErrand(FuelSupply supply, long missing, RuntimeInstance instance, Activation activation) {
    this.supply = supply;
    this.missing = missing;
    this.instance = instance;
    this.activation = activation;
  }

  @Override
  void run() {
    try {
      instance.objects.enterHost(activation);
      activation.refilling = true;
      isEnough = supply.askForMore(missing);
    } catch (StackOverflowError e) {
      activation.overflowOfHost = e;
      throw e;
    } catch (Throwable thrown) {
      activation.leaveHost(thrown);
      throw Rethrow.<RuntimeException>unchecked(thrown);
    } finally {
      activation.refilling = false;
      instance.objects.leaveHost(activation);
    }
  }

  /** Whether there is enough now. */
  boolean isEnough() {
    return isEnough;
  }
}
