package dev.heddle.async;

import dev.heddle.async.await.Failures;
import dev.heddle.async.call.Call;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.util.context.ContextView;

/**
 * The running call, as seen by Java code on its thread: what it may wait for, and what it works on.
 *
 * <p>Waiting parks the call's virtual thread, never a thread of the platform. Code after it runs on
 * the same thread, again with the guest to itself, so it may write to guest memory; memory may have
 * grown meanwhile, so segments and sizes are to be asked for anew.
 *
 * <p>All forms of waiting
 *
 * <ul>
 *   <li>return at once, on the same thread, if what they wait for is there already;
 *   <li>throw the failure of what they wait for as the very object that it failed with, checked
 *       exceptions included; {@code CompletionException} and {@code ExecutionException} around it
 *       are taken off;
 *   <li>cancel what they wait for and throw {@link CallCancelledException}, {@link
 *       DeadlineExceededException} or {@link InstanceClosedException} once the call has been told
 *       to stop, again and again if that is caught;
 *   <li>throw {@link SelfDeadlockException} instead of waiting for a call that cannot start before
 *       this one ends.
 * </ul>
 *
 * <p>The orders to stop are {@link dev.heddle.wasm.CallInterruptedException}s and unchecked, so
 * {@code catch (Exception e)} around a wait catches them, too. That delays the end of the call and
 * does not prevent it: the next wait and {@link #check()} throw the same object again, and so does
 * the guest at its next loop or function entry, whatever the host function returns. Code that goes
 * on after a failure should rethrow them at once.
 *
 * <p>Usable only on the thread of the call and until the code it was given to returns; elsewhere
 * its methods throw {@link IllegalStateException}.
 */
public sealed interface GuestCall permits AsyncHostCall, Call {

  /**
   * The call that runs on the current thread.
   *
   * @throws IllegalStateException if none does
   */
  static GuestCall current() {
    Call<?> call = Call.onThisThread();
    if (call == null) {
      throw new IllegalStateException(
          "no guest call runs on thread \"" + Thread.currentThread().getName() + "\"");
    }
    return call;
  }

  /** Whether a call runs on the current thread. */
  static boolean isPresent() {
    return Call.onThisThread() != null;
  }

  /**
   * Whether the call may be suspended here: whether {@code await} can wait. Without a call, in a
   * start function that {@code build()} runs for example, it cannot. Under {@link Semantics#STRICT}
   * it can in suspending imports that the call has reached without frames of Java in between, and
   * in tasks.
   *
   * <p>It may be asked on any thread; on others than the call's own the answer is no.
   */
  boolean maySuspend();

  /**
   * The instance that the call was made through; in a host function, the instance that calls it.
   *
   * @throws IllegalStateException in a start function, while there is no instance yet
   */
  Instance instance();

  /**
   * The memory of {@link #instance()}: the first that it exports, or else its first.
   *
   * @throws IllegalStateException if there is none
   */
  Memory memory();

  /**
   * The Reactor context of the subscriber that made the call; empty if it was not made by
   * subscribing. Publishers that are awaited get it too.
   */
  ContextView context();

  /**
   * Waits for a stage to complete.
   *
   * <p>When the call is told to stop, the stage's future is cancelled; to share one future among
   * several calls give each a {@link java.util.concurrent.CompletableFuture#copy() copy}.
   *
   * @return its value
   */
  <T extends @Nullable Object> T await(CompletionStage<T> stage);

  /**
   * Waits for a stage whose failure is to be caught, as {@link #await(CompletionStage)} does.
   *
   * <pre>{@code
   * try {
   *   return call.await(file.read(), IOException.class);
   * } catch (IOException e) {
   *   return -1;
   * }
   * }</pre>
   *
   * @param failure what the stage may fail with, to be declared
   * @return its value
   * @throws X if the stage fails with it
   * @throws java.lang.reflect.UndeclaredThrowableException if it fails with another checked
   *     exception, which is the cause; unchecked ones are thrown as they are
   */
  default <T extends @Nullable Object, X extends Exception> T await(
      CompletionStage<T> stage, Class<X> failure) throws X {
    Objects.requireNonNull(failure, "failure");
    try {
      return await(stage);
    } catch (Throwable thrown) {
      throw Failures.declared(thrown, failure);
    }
  }

  /**
   * Waits for a publisher whose failure is to be caught. Otherwise as {@link #await(Publisher)} and
   * {@link #await(CompletionStage, Class)}.
   */
  default <T, X extends Exception> @Nullable T await(Publisher<T> publisher, Class<X> failure)
      throws X {
    Objects.requireNonNull(failure, "failure");
    try {
      return await(publisher);
    } catch (Throwable thrown) {
      throw Failures.declared(thrown, failure);
    }
  }

  /**
   * Subscribes to a publisher and waits for its first value. A {@code Mono} is waited for until it
   * completes, so that what comes after its value counts too; any other publisher is cancelled
   * after its first value.
   *
   * <p>When the call is told to stop, the subscription is cancelled.
   *
   * @return the value, or null if it completes without one
   */
  <T> @Nullable T await(Publisher<T> publisher);

  /**
   * Waits for whatever can be waited for: a {@code CompletionStage}, a {@code Publisher}, or what
   * an {@link AwaitAdapter} accepts.
   *
   * @return the value, or the argument itself if it is none of these
   */
  @Nullable Object awaitAny(@Nullable Object awaitable);

  /**
   * Runs an action that the end of the call does not cut short: giving back to the guest what it
   * lent, for example, after the call was cancelled.
   *
   * <pre>{@code
   * int buffer = guest.function("malloc").callInt(size);
   * try {
   *   return fill(call, buffer, call.await(source.read(size)));
   * } finally {
   *   call.uncancellable(Duration.ofSeconds(1), () -> guest.function("free").call(buffer));
   * }
   * }</pre>
   *
   * <p>Within the action guest functions can be called and waited for things even if the call has
   * been told to stop, before or meanwhile; the caller hears of its end only when the action is
   * done. After it, the order to stop holds again.
   *
   * @param limit how long the action may take, more than zero; then it is stopped itself, and
   *     throws {@link DeadlineExceededException} from where it waits or computes
   * @return what the action returns
   * @throws Exception what the action throws
   */
  <T extends @Nullable Object> T uncancellable(Duration limit, Callable<? extends T> action)
      throws Exception;

  /**
   * Gives an item to the subscriber of a call that was made through {@link AsyncFunction#flux} or
   * {@link AsyncInstance#flux}, for imports by which a guest hands out what it makes as it makes
   * it.
   *
   * <p>It waits, as {@link #await(CompletionStage)} does, until the subscriber asks for an item,
   * and then hands it over on the current thread: nothing is buffered, and code of the subscriber
   * runs before this returns, with the guest to itself. {@code publishOn} takes that elsewhere. An
   * item that the call is stopped with goes to the discard hook.
   *
   * @throws IllegalStateException if the call was made in another way
   * @throws ClassCastException if the subscriber expects items of another class
   */
  void emit(Object item);

  /**
   * Has something closed when the call ends, however it ends: after the guest has unwound, on the
   * thread of the call and with the guest still to itself, the last one first. What closing throws
   * fails the call, or is suppressed in what it fails with.
   *
   * @return what it was given
   */
  <T extends AutoCloseable> T closingAtEnd(T resource);

  /**
   * Reads a publisher in blocking style, with a buffer of 32 items; the subscription is cancelled
   * when the call ends. Otherwise as {@link GuestReader#of}.
   */
  default <T> GuestReader<T> read(Publisher<T> source) {
    return closingAtEnd(GuestReader.of(source, 32));
  }

  /**
   * Throws if the call has been told to stop, and gives way to other calls if its slice is over;
   * for host code that computes for long.
   *
   * @throws dev.heddle.wasm.CallInterruptedException the reason
   */
  void check();
}
