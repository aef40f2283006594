package dev.heddle.async.await;

import dev.heddle.async.LostFutureException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A wait for a {@link CompletionStage}. */
public class StageWait<T extends @Nullable Object> extends Wait<T>
    implements BiConsumer<@Nullable Object, @Nullable Throwable> {

  private static final Class<?> PLAIN = CompletableFuture.completedStage(0).getClass();

  /** Null when the wait was given up: this is a listener of a stage that may outlive it. */
  private volatile @Nullable CompletionStage<T> stage;

  /** In place of the stage where that may be lost; null when the wait was given up, too. */
  private volatile @Nullable Lookout lookout;

  /** A wait for {@code stage}. */
  public StageWait(Waiter waiter, CompletionStage<T> stage) {
    super(waiter);
    this.stage = Objects.requireNonNull(stage, "the stage to wait for");
  }

  /** Prepares for finding lost stages; called where there is room on the stack. */
  public static void prepareToFindLost() {
    Lookout.prepare();
  }

  /** Whether the stage has a value, so that {@link #valueOf} gives it without waiting. */
  public static boolean hasValue(CompletionStage<?> stage) {
    if (!(stage instanceof CompletableFuture<?> future)) {
      return false;
    }
    try {
      return told(future).state() == CompletableFuture.State.SUCCESS;
    } catch (UnsupportedOperationException untold) {
      // as users' own may do
      return false;
    }
  }

  /**
   * A future that tells whether it is done: the JDK's plain stages are futures by class, but throw
   * when they are asked, which takes a hundred times as long as to copy them.
   */
  private static <T extends @Nullable Object> CompletableFuture<T> told(
      CompletableFuture<T> future) {
    return future.getClass() == PLAIN ? future.toCompletableFuture() : future;
  }

  /** The value of a stage that {@linkplain #hasValue has} one. */
  public static <T extends @Nullable Object> T valueOf(CompletionStage<T> stage) {
    return told((CompletableFuture<T>) stage).resultNow();
  }

  @Override
  protected void ask() {
    CompletionStage<T> source = stage;
    if (source == null) {
      return;
    }
    if (findsLostFutures() && !(source instanceof CallResult)) {
      lookout = Lookout.of(this, source);
      stage = null;
    } else {
      // The stage that whenComplete returns is of no interest: it fails if this one does.
      var _ = source.whenComplete(this);
    }
  }

  @Override
  public void accept(@Nullable Object value, @Nullable Throwable failure) {
    if (failure == null) {
      succeed(value);
    } else {
      fail(failure);
    }
  }

  /** Nobody can complete the stage any more. */
  final void lose() {
    fail(
        new LostFutureException(
            waiterName()
                + " waits for a future that nobody can complete any"
                + " more: all have let go of it"));
  }

  @Override
  protected final void cancelSource() {
    CompletionStage<?> source = stage;
    Lookout watching = lookout;
    if (source == null && watching != null) {
      source = watching.stage();
    }
    if (source != null) {
      cancel(source);
    }
  }

  /** Tells a stage that nobody waits for it any more. */
  protected void cancel(CompletionStage<?> stage) {
    CompletableFuture<?> future;
    try {
      future = stage.toCompletableFuture();
    } catch (UnsupportedOperationException unsupported) {
      // As stages are free to do; this one cannot be cancelled then.
      return;
    }
    if (future.getClass() == CompletableFuture.class) {
      future.completeExceptionally(new Abandoned());
    } else {
      future.cancel(true);
    }
  }

  /** Leaves the stage alone: it was there before the wait, and may well complete after the call. */
  @Override
  public void refuse() {
    leave();
  }

  @Override
  protected void forget() {
    stage = null;
    lookout = null;
  }

  @Override
  public @Nullable Waiter target() {
    return stage instanceof CallResult result ? result.call() : null;
  }
}
