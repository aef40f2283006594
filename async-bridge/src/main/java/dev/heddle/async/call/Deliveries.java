package dev.heddle.async.call;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Puts the outcomes of calls that ran one after the other into the same order.
 *
 * <p>An outcome is delivered without the baton, as what callers do with it is their business; so
 * the next call may be over before that. It then waits for the delivery before its own, but not for
 * longer than {@link #PATIENCE} after that began: a caller may well block there, even for the next
 * call.
 */
final class Deliveries {

  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(10);

  /** Guarded by the baton. */
  private @Nullable Delivery last;

  /** The next in order. For who holds the baton. */
  Delivery next() {
    Delivery next = new Delivery(last);
    last = next;
    return next;
  }

  /** One outcome's place in the order. */
  static final class Delivery {

    private @Nullable Delivery before;
    private volatile boolean begun;
    private volatile boolean done;
    private volatile @Nullable Thread behind;
    private long begunAt;

    private Delivery(@Nullable Delivery before) {
      this.before = before;
    }

    /** Waits for its turn. */
    void begin() {
      Delivery previous = before;
      before = null;
      if (previous != null && !previous.done) {
        previous.await();
      }
      begunAt = System.nanoTime();
      begun = true;
      LockSupport.unpark(behind);
    }

    /** The caller has it. */
    void end() {
      done = true;
      LockSupport.unpark(behind);
    }

    private void await() {
      behind = Thread.currentThread();
      boolean interrupted = false;
      while (!done) {
        if (begun) {
          long left = PATIENCE - (System.nanoTime() - begunAt);
          if (left <= 0) {
            break;
          }
          LockSupport.parkNanos(this, left);
        } else {
          LockSupport.park(this);
        }
        interrupted |= Thread.interrupted();
      }
      behind = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
