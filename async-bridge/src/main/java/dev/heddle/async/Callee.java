package dev.heddle.async;

import dev.heddle.wasm.WasmModule;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What calls are made through: an instance, or a pool that leases one for each call. Thread-safe.
 */
public sealed interface Callee permits AsyncInstance, InstancePool {

  /** The module whose functions are called. */
  WasmModule module();

  /**
   * A call of an exported function as a task, for those who start calls in a way of their own.
   * Arguments and the class of the result are checked now, see {@link AsyncFunction}.
   *
   * @throws IllegalArgumentException if there is no such function, or if the arguments or the class
   *     of the result do not fit it
   */
  <R> GuestTask<@Nullable R> task(String export, Class<R> result, @Nullable Object... arguments);

  /**
   * How many bytes the memories of its instances have now, imported ones included, for those who
   * watch: it may be out of date when it is read.
   */
  long memoryBytes();

  /** Runs Java code that drives a guest as one call for every subscriber. */
  <T> Mono<T> mono(CallOptions options, GuestTask<? extends @Nullable T> task);

  /**
   * Runs Java code that drives a guest as one call for every subscriber, who gets what {@linkplain
   * GuestCall#emit it or its imports emit}.
   */
  <T> Flux<T> flux(CallOptions options, Class<T> item, GuestTask<?> task);

  /** Runs Java code that drives a guest as one call, now. */
  <T extends @Nullable Object> CompletableFuture<T> future(
      CallOptions options, GuestTask<? extends T> task);

  /**
   * Runs Java code that drives a guest as one call, and waits for its end.
   *
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  <T extends @Nullable Object> T call(CallOptions options, GuestTask<? extends T> task)
      throws InterruptedException;
}
