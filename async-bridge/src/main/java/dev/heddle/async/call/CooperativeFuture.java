package dev.heddle.async.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A future that may be blocked for within a call, as are all that are derived from it: the call
 * then waits as {@code await} does, and so ends with its deadline instead of holding the baton for
 * ever.
 */
class CooperativeFuture<T extends @Nullable Object> extends CompletableFuture<T> {

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CooperativeFuture<>();
  }

  @Override
  public T join() {
    awaitWithinCall();
    return super.join();
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    awaitWithinCall();
    return super.get();
  }

  private void awaitWithinCall() {
    if (!isDone()) {
      Call<?> current = Call.onThisThread();
      if (current != null) {
        current.awaitDone(this);
      }
    }
  }
}
