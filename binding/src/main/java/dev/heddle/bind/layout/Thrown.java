package dev.heddle.bind.layout;

/** Throws on what Java code of the user threw, as the very object. */
public final class Thrown {

  private Thrown() {}

  /** Throws {@code thrown}, checked or not; the result is for the compiler's sake. */
  @SuppressWarnings("unchecked")
  public static <X extends Throwable> RuntimeException again(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
