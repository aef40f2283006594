package dev.heddle.wasi.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Bytes that go, from one guest. Used by the call that runs alone. */
public interface Output {

  /** Writes what a buffer has. A stage that completes when there is room for more. */
  CompletionStage<@Nullable Void> write(ByteBuffer source);

  /** A stage that completes when all that was written has arrived, or cannot. */
  default CompletionStage<@Nullable Void> written() {
    return CompletableFuture.completedStage(null);
  }

  /** No more will be written. */
  default void close() {}
}
