package dev.heddle.async.call;

import dev.heddle.async.CallCancelledException;
import dev.heddle.async.await.CallResult;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call.
 *
 * <p>{@link #cancel} orders the call to stop and returns; the future is done, and says {@link
 * #isCancelled()}, when the guest has unwound. Completing it by hand, which {@code orTimeout} does
 * too, completes it at once and cancels the call, whose result nobody can get any more.
 */
final class CallFuture<T extends @Nullable Object> extends CooperativeFuture<T>
    implements Completion<T>, CallResult {

  /** Set once, before anyone else sees the future. */
  private @Nullable Call<T> call;

  void belongTo(Call<T> call) {
    this.call = call;
  }

  @Override
  public Call<T> call() {
    return Objects.requireNonNull(call);
  }

  // ---- from the call

  @Override
  public void succeed(T result) {
    super.complete(result);
  }

  @Override
  public void fail(Throwable failure) {
    if (failure instanceof CallCancelledException) {
      // What java.util.concurrent asks of a cancelled future.
      CancellationException cancellation = new CancellationException(failure.getMessage());
      cancellation.initCause(failure);
      super.completeExceptionally(cancellation);
    } else {
      super.completeExceptionally(failure);
    }
  }

  // ---- from the caller

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return isDone() ? isCancelled() : stop();
  }

  @Override
  public boolean complete(T value) {
    boolean completed = super.complete(value);
    if (completed) {
      stop();
    }
    return completed;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    boolean completed = super.completeExceptionally(failure);
    if (completed) {
      stop();
    }
    return completed;
  }

  private boolean stop() {
    return call().stop(CallScope.cancelled(call()), ForeignCode.here());
  }
}
