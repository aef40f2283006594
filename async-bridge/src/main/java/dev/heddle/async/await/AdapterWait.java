package dev.heddle.async.await;

import dev.heddle.async.AwaitAdapter;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A wait for an object that an {@link AwaitAdapter} knows. */
public final class AdapterWait extends StageWait<@Nullable Object> {

  private final AwaitAdapter adapter;

  /** Null when the wait was given up, for the source may outlive it. */
  private volatile @Nullable Object awaitable;

  /**
   * A wait for {@code awaitable}, which {@code adapter} accepts.
   *
   * @throws IllegalStateException if the adapter has no stage for it
   */
  public AdapterWait(Waiter waiter, AwaitAdapter adapter, Object awaitable) {
    super(waiter, stageOf(adapter, awaitable));
    this.adapter = adapter;
    this.awaitable = awaitable;
  }

  @SuppressWarnings("unchecked")
  private static CompletionStage<@Nullable Object> stageOf(AwaitAdapter adapter, Object awaitable) {
    CompletionStage<?> stage = adapter.toStage(awaitable);
    if (stage == null) {
      throw new IllegalStateException(
          adapter.getClass().getName()
              + ".toStage returned null for an object of class "
              + awaitable.getClass().getName());
    }
    return (CompletionStage<@Nullable Object>) stage;
  }

  @Override
  protected void cancel(CompletionStage<?> stage) {
    Object source = awaitable;
    if (source != null) {
      adapter.cancel(source, stage);
    }
  }

  @Override
  protected void forget() {
    super.forget();
    awaitable = null;
  }
}
