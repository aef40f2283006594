package dev.heddle.vertx.abi;

/** What a guest asked for is refused: it gets an error, and goes on. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final CapabilityError error;

  public Refusal(CapabilityError error) {
    super(error.name(), null, false, false);
    this.error = error;
  }

  public CapabilityError error() {
    return error;
  }

  /** Refuses it if so. */
  public static void when(boolean refused, CapabilityError error) {
    if (refused) {
      throw new Refusal(error);
    }
  }
}
