package dev.heddle.async.call;

import dev.heddle.async.CallOptions;
import dev.heddle.async.GuestTask;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/** One subscriber's call, whose result never has to wait for demand. */
final class CallSubscription<T> extends OwnCall<T, T> {

  CallSubscription(
      CallScope scope,
      CallOptions options,
      GuestTask<? extends @Nullable T> task,
      CoreSubscriber<? super T> actual) {
    super(scope, options, task, actual);
  }

  @Override
  public void succeed(@Nullable T result) {
    if (isCancelled()) {
      discard(result);
      return;
    }
    if (result != null) {
      actual.onNext(result);
    }
    actual.onComplete();
  }
}
