package dev.heddle.async.await;

import dev.heddle.async.AwaitAdapter;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A wait for an object that an {@link AwaitAdapter} knows. */
public final class AdapterWait extends StageWait<@Nullable Object> {

  private final AwaitAdapter adapter;
  private final Object awaitable;
  private final CompletionStage<?> stage;

  /** A wait for {@code awaitable}, which {@code adapter} accepts. */
  public AdapterWait(Waiter waiter, AwaitAdapter adapter, Object awaitable) {
    this(waiter, adapter, awaitable, stage(adapter, awaitable));
  }

  private AdapterWait(
      Waiter waiter,
      AwaitAdapter adapter,
      Object awaitable,
      CompletionStage<@Nullable Object> stage) {
    super(waiter, stage);
    this.adapter = adapter;
    this.awaitable = awaitable;
    this.stage = stage;
  }

  @SuppressWarnings("unchecked")
  private static CompletionStage<@Nullable Object> stage(AwaitAdapter adapter, Object awaitable) {
    CompletionStage<?> stage = adapter.toStage(awaitable);
    if (stage == null) {
      throw new NullPointerException(
          adapter.getClass().getName() + " made no stage of " + awaitable.getClass().getName());
    }
    return (CompletionStage<@Nullable Object>) stage;
  }

  @Override
  protected void cancelSource() {
    adapter.cancel(awaitable, stage);
  }
}
