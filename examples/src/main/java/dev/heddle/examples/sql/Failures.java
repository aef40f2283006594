package dev.heddle.examples.sql;

import java.util.concurrent.CompletionException;

/** What went wrong behind what a chain of stages says went wrong. */
final class Failures {

  private Failures() {}

  /** The failure without the exceptions that {@code CompletionStage} wraps around it. */
  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
  }
}
