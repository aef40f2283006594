package dev.heddle.bind;

/**
 * A Java interface or a host object does not fit the module it is bound to.
 *
 * <p>The message lists everything that does not, a line each with what was expected and found, and
 * below it the line of Java that would do. Immutable and thread-safe.
 */
public final class BindException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** Made when a module is bound. */
  public BindException(String message) {
    super(message);
  }
}
