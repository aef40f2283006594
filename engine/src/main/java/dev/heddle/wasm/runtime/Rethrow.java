package dev.heddle.wasm.runtime;

/** Throws exceptions of any class where none is declared. */
public final class Rethrow {

  private Rethrow() {}

  /** Throws checked exceptions too: what a host function throws keeps its identity. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
