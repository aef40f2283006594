package dev.heddle.async;

import dev.heddle.async.call.CallScope;
import dev.heddle.async.host.Invocation;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.FunctionType;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An exported function that is called asynchronously; the counterpart of what {@code
 * WebAssembly.promising} returns in JavaScript. Immutable and thread-safe.
 *
 * <p>Arguments are {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@code V128} and,
 * for references, any object or null, as the function declares them. Where nothing is lost, another
 * class will do: {@code Byte} and {@code Short} for all numbers, {@code Integer} for {@code i64}
 * and {@code f64}, {@code Float} for {@code f64}. The class of the result is the declared one for a
 * function with one result, or likewise {@code Long.class} or {@code Double.class} for an {@code
 * i32}, with its sign, and {@code Double.class} for an {@code f32}; {@code Object.class} takes any.
 * It is {@code Void.class} for one without, and {@code List.class} for one with several. Futures
 * that a guest returns as references are not waited for.
 *
 * <p>All forms of call throw {@link IllegalArgumentException} at once, with the name of the
 * function and what was expected and found, if the arguments or the class of the result do not fit.
 * All other failures arrive through the result, as the very object that was thrown; see the package
 * for how calls end.
 */
public final class AsyncFunction {

  private final CallScope scope;
  private final String name;
  private final WasmFunction function;
  private final CallOptions options;

  AsyncFunction(CallScope scope, String name, WasmFunction function, CallOptions options) {
    this.scope = scope;
    this.name = name;
    this.function = function;
    this.options = options;
  }

  /** The name under which it is exported. */
  public String name() {
    return name;
  }

  /** Its type. */
  public FunctionType type() {
    return function.type();
  }

  /**
   * The same function with a deadline for each call, counted from when it is ordered to start.
   *
   * @param deadline more than zero
   */
  public AsyncFunction withDeadline(Duration deadline) {
    return new AsyncFunction(scope, name, function, options.withDeadline(deadline));
  }

  /**
   * The same function with a bound on the fuel of each call, which is that of its instance.
   *
   * @param units at least 0
   */
  public AsyncFunction withFuel(long units) {
    return new AsyncFunction(scope, name, function, options.withFuel(units));
  }

  /** The same function, whose calls enter the guest in another way. */
  public AsyncFunction withEntry(Entry entry) {
    return new AsyncFunction(scope, name, function, options.withEntry(entry));
  }

  /**
   * A call for every subscriber, which starts when the subscriber asks for the result and is
   * cancelled with the subscription. A null result and no result complete it empty.
   *
   * <p>Signals come from the thread of the call, after the guest has unwound and another call may
   * run; a call that was cancelled signals nothing. What it returns or fails with all the same goes
   * to the hooks for discarded values and dropped errors, those in the subscriber's context first.
   */
  public <R> Mono<R> mono(Class<R> result, @Nullable Object... arguments) {
    return scope.mono(options, Invocation.of(name, function, result, arguments));
  }

  /**
   * A call for every subscriber, who gets what the guest's imports {@linkplain GuestCall#emit emit}
   * while it runs: the guest writes in blocking style, and is parked while the subscriber asks for
   * nothing.
   *
   * <p>It starts with the first request and is cancelled with the subscription. It completes when
   * the guest returns and has unwound; what it returns is dropped. Items come on the thread of the
   * call, while it has the guest to itself, so a subscriber that blocks holds up the guest.
   *
   * @param item the class of the items
   */
  public <T> Flux<T> flux(Class<T> item, @Nullable Object... arguments) {
    Objects.requireNonNull(item, "item");
    return scope.flux(options, item, Invocation.of(name, function, Object.class, arguments));
  }

  /**
   * Starts a call now.
   *
   * <p>{@code cancel} on the returned future orders the call to stop and returns. The future is
   * done only when the guest has unwound and what it waited for has been cancelled; {@code isDone}
   * and {@code isCancelled} say no until then, and {@code get} and {@code join} then throw {@link
   * java.util.concurrent.CancellationException}, caused by {@link CallCancelledException}. The
   * result of a call that was told to stop just before its end is dropped, and what it failed with
   * then is suppressed in the reason; a task that makes what has to be released keeps track of it
   * itself. Completing the future by hand, which {@code orTimeout} and {@code completeOnTimeout} do
   * too, completes it at once and cancels the call.
   *
   * <p>Dependents run on the thread of the call, after the guest has unwound. As with any {@code
   * CompletableFuture}, cancelling a dependent does not cancel the call.
   */
  public <R> CompletableFuture<@Nullable R> future(Class<R> result, @Nullable Object... arguments) {
    return scope.future(options, Invocation.of(name, function, result, arguments));
  }

  /**
   * Makes a call and waits for its end, which blocks the current thread: for virtual threads above
   * all, and for any other that may block.
   *
   * <p>What the call fails with is thrown as the very object, checked exceptions of host functions
   * included. Interrupting the thread cancels the call. Within a call of this JVM it is waited for
   * as {@link GuestCall#await(java.util.concurrent.CompletionStage) await} does: the thread is
   * parked as the policy of that call says, is stopped with it, and is not interrupted.
   *
   * @return the result, or null for a function without one
   * @throws InterruptedException if the thread was interrupted before the call ended. The guest has
   *     unwound then, and the cause is what it ended with. If it had ended already, its outcome is
   *     returned or thrown, and the thread stays interrupted.
   * @throws IllegalStateException on a thread of Reactor that must not block
   */
  public <R> @Nullable R call(Class<R> result, @Nullable Object... arguments)
      throws InterruptedException {
    return scope.<@Nullable R>run(options, Invocation.of(name, function, result, arguments));
  }

  /**
   * A call of this function as a task, for those who start calls in a way of their own through
   * {@link AsyncInstance#future(CallOptions, GuestTask)}. Arguments and results are checked now.
   */
  public <R> GuestTask<@Nullable R> task(Class<R> result, @Nullable Object... arguments) {
    return Invocation.of(name, function, result, arguments);
  }

  @Override
  public String toString() {
    return "function \"" + name + "\" " + type();
  }
}
