package dev.heddle.async;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What calls are made through: an instance, or a pool that leases one for each call. Thread-safe.
 */
public sealed interface Callee permits AsyncInstance, InstancePool {

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
