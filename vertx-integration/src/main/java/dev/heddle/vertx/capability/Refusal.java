package dev.heddle.vertx.capability;

/** What a guest asked for is refused: it gets an error, and goes on. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final CapabilityError error;

  Refusal(CapabilityError error) {
    super(error.name(), null, false, false);
    this.error = error;
  }

  CapabilityError error() {
    return error;
  }

  /** Refuses it if so. */
  static void when(boolean refused, CapabilityError error) {
    if (refused) {
      throw new Refusal(error);
    }
  }
}
