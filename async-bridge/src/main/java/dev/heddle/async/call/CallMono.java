package dev.heddle.async.call;

import dev.heddle.async.CallOptions;
import dev.heddle.async.GuestTask;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A call to be made for every subscriber. */
final class CallMono<T> extends Mono<T> {

  private final CallScope scope;
  private final CallOptions options;
  private final GuestTask<? extends @Nullable T> task;

  private CallMono(CallScope scope, CallOptions options, GuestTask<? extends @Nullable T> task) {
    this.scope = scope;
    this.options = options;
    this.task = task;
  }

  static <T> Mono<T> assemble(
      CallScope scope, CallOptions options, GuestTask<? extends @Nullable T> task) {
    return onAssembly(new CallMono<>(scope, options, task));
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    actual.onSubscribe(new CallSubscription<>(scope, options, task, actual));
  }

  /** Within a call, waits as {@code await} does, so that it cannot hang on the baton. */
  @Override
  public @Nullable T block() {
    Call<?> current = Call.onThisThread();
    return current == null ? super.block() : current.await(this);
  }
}
