package dev.heddle.async.call;

import dev.heddle.async.CallOptions;
import dev.heddle.async.GuestTask;
import dev.heddle.async.await.CallResult;
import dev.heddle.wasm.CallInterruptedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * One subscriber's call. It starts with the first request, so that its result never has to wait for
 * demand.
 */
final class CallSubscription<T> implements Subscription, Completion<@Nullable T>, CallResult {

  private enum State {
    NEW,
    STARTED,
    CANCELLED
  }

  private final CallScope scope;
  private final Optional<Duration> deadline;
  private final CoreSubscriber<? super T> actual;
  private final Call<@Nullable T> call;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  CallSubscription(
      CallScope scope,
      CallOptions options,
      GuestTask<? extends @Nullable T> task,
      CoreSubscriber<? super T> actual) {
    this.scope = scope;
    this.deadline = options.deadline();
    this.actual = actual;
    this.call = scope.<@Nullable T>call(options, actual.currentContext(), task, this);
  }

  @Override
  public Call<@Nullable T> call() {
    return call;
  }

  @Override
  public void request(long count) {
    if (Operators.validate(count) && state.compareAndSet(State.NEW, State.STARTED)) {
      scope.start(call, deadline);
    }
  }

  @Override
  public void cancel() {
    if (state.getAndSet(State.CANCELLED) == State.STARTED) {
      call.stop(CallScope.cancelled(call), ForeignCode.here());
    }
  }

  @Override
  public void succeed(@Nullable T result) {
    if (state.get() == State.CANCELLED) {
      discard(result);
      return;
    }
    if (result != null) {
      actual.onNext(result);
    }
    actual.onComplete();
  }

  @Override
  public void discard(@Nullable T result) {
    Operators.onDiscard(result, actual.currentContext());
  }

  @Override
  public void fail(Throwable failure) {
    if (state.get() != State.CANCELLED) {
      actual.onError(failure);
    } else if (failure instanceof CallInterruptedException) {
      // That is what the subscriber wanted; but not what came of it.
      for (Throwable consequence : failure.getSuppressed()) {
        drop(consequence);
      }
    } else {
      drop(failure);
    }
  }

  /** Hands a failure that nobody hears of to the hook for such, which logs it by default. */
  private void drop(Throwable failure) {
    Operators.onErrorDropped(failure, actual.currentContext());
  }
}
