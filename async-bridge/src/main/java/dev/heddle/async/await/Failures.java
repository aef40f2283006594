package dev.heddle.async.await;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What failed, as the object that it failed with. */
public final class Failures {

  private Failures() {}

  /** The failure without the wrappers that futures put around it (rule R32). */
  public static Throwable unwrapped(Throwable failure) {
    Throwable unwrapped = failure;
    while (unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException) {
      Throwable cause = unwrapped.getCause();
      if (cause == null) {
        return unwrapped;
      }
      unwrapped = cause;
    }
    return unwrapped;
  }

  /** Throws anything, checked or not; declared to return so that callers can {@code throw} it. */
  public static RuntimeException rethrow(Throwable failure) {
    throw Failures.<RuntimeException>unchecked(failure);
  }

  /**
   * What code that declares only one checked exception may throw for a failure; declared to return
   * so that callers can {@code throw} it.
   */
  public static <X extends Exception> X declared(Throwable failure, Class<X> declared) {
    if (declared.isInstance(failure)) {
      return declared.cast(failure);
    }
    if (failure instanceof Exception checked && !(failure instanceof RuntimeException)) {
      throw new UndeclaredThrowableException(
          checked, "expected " + declared.getName() + ", found " + checked);
    }
    throw rethrow(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }
}
