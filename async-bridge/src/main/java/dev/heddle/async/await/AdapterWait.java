package dev.heddle.async.await;

import dev.heddle.async.AwaitAdapter;
import org.jspecify.annotations.Nullable;

/** A wait for an object that an {@link AwaitAdapter} knows. */
public final class AdapterWait extends StageWait<@Nullable Object> {

  private final AwaitAdapter adapter;
  private final Object awaitable;

  /** A wait for {@code awaitable}, which {@code adapter} accepts. */
  @SuppressWarnings("unchecked")
  public AdapterWait(Waiter waiter, AwaitAdapter adapter, Object awaitable) {
    super(
        waiter,
        (java.util.concurrent.CompletionStage<@Nullable Object>) adapter.toStage(awaitable));
    this.adapter = adapter;
    this.awaitable = awaitable;
  }

  @Override
  protected void cancelSource() {
    adapter.cancel(awaitable);
  }
}
