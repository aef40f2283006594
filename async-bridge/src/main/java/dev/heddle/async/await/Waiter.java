package dev.heddle.async.await;

import reactor.util.context.ContextView;

/** Who waits. */
public interface Waiter {

  /**
   * What it was parked for has happened. Called at most once for each {@link Wait} that was parked,
   * on the thread that made it happen; must neither block nor run foreign code.
   */
  void resume();

  /** Whether it is to be told of futures that nobody can complete any more. */
  default boolean findsLostFutures() {
    return false;
  }

  /** What publishers get as the subscriber's context. */
  ContextView context();
}
