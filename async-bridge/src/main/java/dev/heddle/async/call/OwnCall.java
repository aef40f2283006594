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
 * One subscriber's call, which starts with the first request and is stopped with the subscription.
 *
 * @param <S> what the subscriber gets
 * @param <R> what the call returns
 */
abstract class OwnCall<S, R> implements Subscription, Completion<@Nullable R>, CallResult {

  private enum State {
    NEW,
    STARTED,
    CANCELLED
  }

  final CoreSubscriber<? super S> actual;
  private final CallScope scope;
  private final Optional<Duration> deadline;
  private final Call<@Nullable R> call;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  /** What the subscriber did wrong, which it is told when the guest has unwound. */
  private volatile @Nullable Throwable violation;

  OwnCall(
      CallScope scope,
      CallOptions options,
      GuestTask<? extends @Nullable R> task,
      CoreSubscriber<? super S> actual) {
    this.scope = scope;
    this.deadline = options.deadline();
    this.actual = actual;
    this.call = scope.<@Nullable R>call(options, actual.currentContext(), task, this);
  }

  @Override
  public final Call<@Nullable R> call() {
    return call;
  }

  @Override
  public final void request(long count) {
    if (count <= 0) {
      violate(
          new IllegalArgumentException(
              "rule 3.9 of Reactive Streams: a request must be positive, not " + count));
      return;
    }
    demanded(count);
    if (state.compareAndSet(State.NEW, State.STARTED)) {
      scope.start(call, deadline);
    }
  }

  /** The subscriber asks for so many more. */
  void demanded(long count) {}

  private void violate(IllegalArgumentException how) {
    violation = how;
    if (state.compareAndSet(State.NEW, State.CANCELLED)) {
      actual.onError(how);
    } else if (state.get() == State.STARTED) {
      call.stop(CallScope.cancelled(call), ForeignCode.here());
    }
  }

  @Override
  public final void cancel() {
    if (state.getAndSet(State.CANCELLED) == State.STARTED) {
      call.stop(CallScope.cancelled(call), ForeignCode.here());
    }
  }

  /** Whether the subscriber wants nothing any more. */
  final boolean isCancelled() {
    return state.get() == State.CANCELLED;
  }

  @Override
  public final void discard(@Nullable R result) {
    Operators.onDiscard(result, actual.currentContext());
  }

  @Override
  public final void fail(Throwable failure) {
    Throwable wrong = violation;
    if (state.get() != State.CANCELLED) {
      actual.onError(wrong != null ? wrong : failure);
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
