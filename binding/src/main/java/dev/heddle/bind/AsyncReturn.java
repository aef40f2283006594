package dev.heddle.bind;

import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.GuestTask;
import org.jspecify.annotations.Nullable;

/**
 * Makes one more class of asynchronous results a return type of bound methods, e.g. the future of
 * another framework. Its first type argument is the type of the value.
 *
 * <p>Found by {@link java.util.ServiceLoader}, or given to one binding by {@link
 * Binding.Builder#asyncReturn}. Must be thread-safe. For imports that return this class there has
 * to be a {@link dev.heddle.async.AwaitAdapter} for it, too.
 */
public interface AsyncReturn {

  /** The class, as methods declare it. */
  Class<?> type();

  /**
   * Starts a call for a method that returns the class.
   *
   * @param callee the instance, or the pool, to call
   * @param options how, with the name of the export
   * @param task the call
   * @return the result to come, an instance of {@link #type}
   */
  <T extends @Nullable Object> Object start(Callee callee, CallOptions options, GuestTask<T> task);
}
