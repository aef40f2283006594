package dev.heddle.async;

/** Where a call is on its way from the order to start to its end. Immutable and thread-safe. */
public enum CallState {
  /** It waits for its turn and has not entered the guest; it has no thread yet. */
  QUEUED,
  /** It runs guest or host code. */
  RUNNING,
  /** It waits for something asynchronous, or for its turn to go on after that. */
  SUSPENDED
}
