package dev.heddle.wasm.link;

import dev.heddle.wasm.LimitExceededException;
import java.util.concurrent.atomic.AtomicInteger;

/** How many instances have been made in a store. Thread-safe. */
final class InstanceCount {

  private final AtomicInteger made = new AtomicInteger();

  /**
   * Counts one more.
   *
   * @throws LimitExceededException if there are {@code limit} instances already
   */
  void add(int limit) {
    int before = made.getAndUpdate(count -> count < limit ? count + 1 : count);
    if (before >= limit) {
      throw new LimitExceededException(
          "too many instances: "
              + before
              + " were made in the store, and Limits.maxInstances is "
              + limit);
    }
  }
}
