package dev.heddle.async.call;

import org.jspecify.annotations.Nullable;

/**
 * Who gets the outcome of a call: exactly one of the two, once, after the guest has unwound,
 * without any lock or the baton held.
 */
interface Completion<T extends @Nullable Object> {

  /** The call ended with a result. */
  void succeed(T result);

  /**
   * The call had a result, but was told to stop before its end, and fails for that. Called just
   * before {@link #fail}.
   */
  default void discard(T result) {}

  /** The call ended without one. */
  void fail(Throwable failure);
}
