package dev.heddle.wasi.memory;

import dev.heddle.wasi.WasiException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stages of what is done at once. */
final class Done {

  private Done() {}

  /** Does something with files to itself. */
  static <T extends @Nullable Object> CompletionStage<T> of(Volume volume, Supplier<T> action) {
    try {
      synchronized (volume) {
        return CompletableFuture.completedStage(action.get());
      }
    } catch (WasiException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The same, without a result. */
  static CompletionStage<@Nullable Void> after(Volume volume, Runnable action) {
    return Done.<@Nullable Void>of(
        volume,
        () -> {
          action.run();
          return null;
        });
  }
}
