package dev.heddle.async.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A wait for the end of a future, whichever it is, that leaves the future alone if it is abandoned.
 */
public final class CompletionWait extends StageWait<@Nullable Object> {

  /** A wait for the end of {@code future}. */
  @SuppressWarnings("unchecked")
  public CompletionWait(Waiter waiter, CompletableFuture<?> future) {
    super(waiter, (CompletableFuture<@Nullable Object>) future);
  }

  @Override
  public void accept(@Nullable Object value, @Nullable Throwable failure) {
    succeed(null);
  }

  @Override
  protected void cancel(CompletionStage<?> stage) {}
}
