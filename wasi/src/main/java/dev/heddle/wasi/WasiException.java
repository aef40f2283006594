package dev.heddle.wasi;

import java.util.Objects;

/**
 * What an operation failed with that a guest asked for: the guest gets its {@link #errno()}, and
 * goes on. Thrown by file systems, and what their stages fail with. Immutable; without a stack
 * trace, as guests may cause any number of them.
 */
public final class WasiException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Errno errno;

  /** A failure with an error and nothing more to say. */
  public WasiException(Errno errno) {
    this(errno, errno.name());
  }

  /** A failure with an error, and a message for people who debug file systems. */
  public WasiException(Errno errno, String message) {
    super(message, null, false, false);
    this.errno = Objects.requireNonNull(errno, "errno");
  }

  /** A failure with an error, and what caused it. */
  public WasiException(Errno errno, Throwable cause) {
    super(cause.toString(), cause, false, false);
    this.errno = Objects.requireNonNull(errno, "errno");
  }

  /** What the guest gets. */
  public Errno errno() {
    return errno;
  }
}
