package dev.heddle.async.call;

import dev.heddle.async.await.Failures;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a call for the thread that made it and waits. What the call failed with is thrown
 * as the very object.
 */
final class BlockingCall<T extends @Nullable Object> implements Completion<T> {

  private final CountDownLatch ended = new CountDownLatch(1);

  // Written before the latch opens, read after it.
  private @Nullable T result;
  private @Nullable Throwable failure;

  @Override
  public void succeed(T result) {
    this.result = result;
    ended.countDown();
  }

  @Override
  public void fail(Throwable failure) {
    this.failure = failure;
    ended.countDown();
  }

  /**
   * Waits for the end of the call.
   *
   * @param stop orders the call to stop, and tells whether it will end because of that
   * @throws InterruptedException if the thread was interrupted and the call, which was then told to
   *     stop, has ended
   */
  T await(Stop stop) throws InterruptedException {
    boolean interrupted = false;
    InterruptedException interruption = null;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        if (interruption == null && stop.order()) {
          interruption = e;
        } else {
          // A second time, or too late: the call has ended already, and its outcome counts.
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (interruption != null) {
      if (failure != null) {
        interruption.initCause(failure);
      }
      throw interruption;
    }
    return outcome();
  }

  @SuppressWarnings("NullAway") // a result is null only if T says so
  private T outcome() {
    if (failure != null) {
      throw Failures.rethrow(failure);
    }
    return result;
  }

  /** How to stop the call. */
  interface Stop {
    boolean order();
  }
}
