package dev.heddle.async.call;

import java.util.concurrent.CompletableFuture;

/**
 * The outcome of an instantiation. An instance that nobody gets, because the call that made it was
 * told to stop or its future was completed by hand, is closed, so that it leaves nothing behind in
 * its store.
 */
record InstantiationResult<T>(CallScope scope, CallFuture<T> future) implements Completion<T> {

  @Override
  public void succeed(T result) {
    future.succeed(result);
    if (!isDelivered(result)) {
      scope.close();
    }
  }

  @Override
  public void fail(Throwable failure) {
    scope.close();
    future.fail(failure);
  }

  @SuppressWarnings("ReferenceEquality") // this very instance, or another that was put in its place
  private boolean isDelivered(T result) {
    return future.state() == CompletableFuture.State.SUCCESS && future.resultNow() == result;
  }
}
