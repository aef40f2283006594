package dev.heddle.async.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A wait for a {@link CompletionStage}. */
public class StageWait<T extends @Nullable Object> extends Wait<T>
    implements BiConsumer<@Nullable Object, @Nullable Throwable> {

  private final CompletionStage<T> stage;

  /** A wait for {@code stage}. */
  public StageWait(Waiter waiter, CompletionStage<T> stage) {
    super(waiter);
    this.stage = stage;
  }

  /** Whether the stage has a value, so that {@link #valueOf} gives it without waiting. */
  public static boolean hasValue(CompletionStage<?> stage) {
    return stage instanceof CompletableFuture<?> future
        && future.state() == CompletableFuture.State.SUCCESS;
  }

  /** The value of a stage that {@linkplain #hasValue has} one. */
  public static <T extends @Nullable Object> T valueOf(CompletionStage<T> stage) {
    return ((CompletableFuture<T>) stage).resultNow();
  }

  @Override
  public void begin() {
    // The stage that whenComplete returns is of no interest: it fails if this one does.
    var _ = stage.whenComplete(this);
  }

  @Override
  public void accept(@Nullable Object value, @Nullable Throwable failure) {
    if (failure == null) {
      succeed(value);
    } else {
      fail(failure);
    }
  }

  @Override
  protected void cancelSource() {
    stage.toCompletableFuture().cancel(true);
  }

  /** Leaves the stage alone: it was there before the wait, and may well complete after the call. */
  @Override
  public void refuse() {}

  @Override
  public @Nullable Waiter target() {
    return stage instanceof CallResult result ? result.call() : null;
  }
}
