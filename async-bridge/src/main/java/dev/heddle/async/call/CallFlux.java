package dev.heddle.async.call;

import dev.heddle.async.CallOptions;
import dev.heddle.async.GuestTask;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** A call to be made for every subscriber, who gets what it emits. */
final class CallFlux<T> extends Flux<T> {

  private final CallScope scope;
  private final CallOptions options;
  private final Class<T> item;
  private final GuestTask<? extends @Nullable Object> task;

  private CallFlux(
      CallScope scope,
      CallOptions options,
      Class<T> item,
      GuestTask<? extends @Nullable Object> task) {
    this.scope = scope;
    this.options = options;
    this.item = item;
    this.task = task;
  }

  static <T> Flux<T> assemble(
      CallScope scope,
      CallOptions options,
      Class<T> item,
      GuestTask<? extends @Nullable Object> task) {
    return onAssembly(new CallFlux<>(scope, options, item, task));
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    actual.onSubscribe(new FluxSubscription<>(scope, options, item, task, actual));
  }
}
