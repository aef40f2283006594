package dev.heddle.vertx.abi;

/**
 * The errors that functions of capabilities return to guests, as negative numbers. Immutable and
 * thread-safe.
 */
public enum CapabilityError {
  /** Not granted: a path that leads out, a host, an address or a name that is not allowed. */
  DENIED(-1),
  /** There is no such thing. */
  NOT_FOUND(-2),
  /** An argument makes no sense. */
  INVALID(-3),
  /** It took too long. */
  TIMEOUT(-4),
  /** The other side, or the device, failed. */
  IO(-5),
  /** More bytes than may be. */
  TOO_BIG(-6),
  /** No handle, or no more. */
  CLOSED(-7),
  /** There is such a thing already. */
  EXISTS(-8),
  /** As many as may be are there already. */
  TOO_MANY(-9),
  /** Who was asked has refused. */
  FAILED(-10);

  private final int code;

  CapabilityError(int code) {
    this.code = code;
  }

  /** What the guest gets. */
  public int code() {
    return code;
  }
}
