package dev.heddle.async;

import java.util.concurrent.CompletionStage;

/**
 * Makes one more kind of asynchronous result something that a call can wait for, e.g. the future of
 * another framework.
 *
 * <p>Found by {@link java.util.ServiceLoader}, or given to one instance by {@link
 * AsyncInstance.Builder#awaitAdapter}. Must be thread-safe.
 */
public interface AwaitAdapter {

  /**
   * Whether this adapter knows the object; asked often, so it should be no more than a type test.
   */
  boolean accepts(Object awaitable);

  /**
   * A stage that completes as the object does.
   *
   * @param awaitable an object that {@link #accepts} said yes to
   */
  CompletionStage<?> toStage(Object awaitable);

  /**
   * Tells the object that nobody waits for it any more. Called at most once, after {@link
   * #toStage}, on the thread that stops the call. Does nothing by default.
   */
  default void cancel(Object awaitable) {}

  /**
   * Tells the object that nobody waits for its stage any more, for adapters whose stages hold on to
   * something. Called in place of {@link #cancel(Object)}, which it calls by default.
   *
   * @param stage what {@link #toStage} returned
   */
  default void cancel(Object awaitable, CompletionStage<?> stage) {
    cancel(awaitable);
  }
}
