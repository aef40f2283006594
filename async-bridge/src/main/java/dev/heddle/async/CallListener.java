package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/**
 * Hears of the calls of an instance: for metrics, logs and tests.
 *
 * <p>It is called on the thread that brings the event about, the call's own mostly, while the call
 * waits for it: it must be quick and must not wait. What it throws goes to Reactor's hook for
 * dropped errors and changes nothing. Implementations are thread-safe.
 */
public interface CallListener {

  /** A call was granted its turn, and begins. */
  default void started(CallSnapshot call, CallTimes times) {}

  /** A call is about to be suspended; {@link CallSnapshot#waitsFor()} names the import. */
  default void suspended(CallSnapshot call, CallTimes times) {}

  /** A call goes on after it was suspended. */
  default void resumed(CallSnapshot call, CallTimes times) {}

  /**
   * A call has ended, before its caller hears of it. Calls that never started end, too.
   *
   * @param failure what it failed with, or the reason for which it was stopped; null if it returned
   */
  default void ended(CallSnapshot call, CallTimes times, @Nullable Throwable failure) {}
}
