package dev.heddle.vertx;

import java.util.concurrent.CompletionException;

/** What stages of the JDK wrap failures in. */
final class Failures {

  private Failures() {}

  /** The failure itself. */
  static Throwable unwrapped(Throwable failure) {
    Throwable own = failure;
    while (own instanceof CompletionException && own.getCause() != null) {
      own = own.getCause();
    }
    return own;
  }
}
