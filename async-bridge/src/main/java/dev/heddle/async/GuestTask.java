package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/**
 * Java code that drives the guest as one call: it may call several exports, touch memory and wait
 * in between. Used by the thread of its call alone.
 *
 * @param <T> the type of its result
 */
@FunctionalInterface
public interface GuestTask<T extends @Nullable Object> {

  /**
   * Runs on the call's own thread, with the guest's store to itself.
   *
   * @param call the running call; usable only on the current thread, until this method returns
   * @throws Exception whatever it likes; the caller gets the same object
   */
  T run(GuestCall call) throws Exception;
}
