package dev.heddle.async.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where the maker of a call waits until the call has entered the guest: until it suspends for the
 * first time, or ends and has delivered its outcome.
 */
final class Rendezvous {

  private final CompletableFuture<@Nullable Void> reached = new CompletableFuture<>();
  private final CountDownLatch delivered = new CountDownLatch(1);
  private volatile boolean over;

  /**
   * Completes when the call is about to suspend or to end, or when nobody is to wait any longer.
   */
  CompletableFuture<@Nullable Void> reached() {
    return reached;
  }

  /** Whether nobody waits any longer. */
  boolean isReached() {
    return reached.isDone();
  }

  /** The call is about to suspend. */
  void suspend() {
    reached.complete(null);
  }

  /** The call is about to end. */
  void end() {
    over = true;
    reached.complete(null);
  }

  /** The call has ended, and who is to know its outcome does. */
  void deliver() {
    end();
    delivered.countDown();
  }

  /** Waits by blocking the thread. An interrupt ends it, and is kept. */
  void await(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      reached.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      awaitDelivery(end - System.nanoTime());
    } catch (TimeoutException | ExecutionException late) {
      // It is entered when it is.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a call that has ended to deliver its outcome, which takes hardly any time. */
  void awaitDelivery(Duration limit) {
    try {
      awaitDelivery(limit.toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("ReturnValueIgnored") // it is there, or it is not
  private void awaitDelivery(long nanos) throws InterruptedException {
    if (over) {
      var _ = delivered.await(nanos, TimeUnit.NANOSECONDS);
    }
  }
}
