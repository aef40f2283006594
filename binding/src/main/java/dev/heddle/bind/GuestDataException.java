package dev.heddle.bind;

/**
 * A guest has handed over data that break the convention: a pointer that leads outside of its
 * memory or is not aligned, a length beyond the limit, text that is not UTF-8, a number that stands
 * for no constant of an enumeration; or its allocator has given no memory.
 *
 * <p>The message says which function and which parameter or result, and has the values. Where an
 * argument of an import is at fault it unwinds the guest, as anything that a host function throws.
 * Immutable and thread-safe.
 */
public final class GuestDataException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Made when data are read from a guest, or memory is asked of it. */
  public GuestDataException(String message) {
    super(message);
  }
}
