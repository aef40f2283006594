package dev.heddle.async.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What has calls in flight, and can be told to end them. Thread-safe. */
public interface Ending {

  /** Stops all calls and lets no more start, without waiting. */
  void close();

  /** Lets calls end by themselves within a time; completes when all have unwound. */
  CompletableFuture<?> close(Duration grace);

  /** Completes when it has been closed and all calls have unwound. */
  CompletableFuture<?> closed();
}
