package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/**
 * The code of a function that the host gives to a guest, and that may wait.
 *
 * <pre>{@code
 * AsyncHostFunction price = call -> prices.lookup(call.i32(0));        // waits by returning
 * AsyncHostFunction read = call -> {                                   // waits in the middle
 *   byte[] bytes = call.await(file.read(call.i64(1)));
 *   call.memory().write(call.i32(0), bytes);
 *   return bytes.length;
 * };
 * }</pre>
 *
 * <p>One that serves guests of several stores may be called by several threads at a time.
 */
@FunctionalInterface
public interface AsyncHostFunction {

  /**
   * Serves one call of the guest, on the thread of that call.
   *
   * @return the result in the declared type: {@code Integer}, {@code Long}, {@code Float}, {@code
   *     Double}, {@code V128} or a reference; a {@code List} of them for a function with several
   *     results; anything, which is ignored, for one without; or a {@code CompletionStage}, a
   *     {@code Publisher} or what an {@link AwaitAdapter} accepts, which delivers it later
   * @throws Exception whatever it likes; it unwinds the guest and reaches the caller as the same
   *     object
   */
  @Nullable Object call(AsyncHostCall call) throws Exception;
}
