package dev.heddle.async.call;

import dev.heddle.async.carrier.Timing;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Puts the outcomes of calls that ran one after the other into the same order.
 *
 * <p>An outcome is delivered without the baton, as what callers do with it is their business; so
 * the next call may be over before that. It then waits for the delivery before its own, but not for
 * longer than {@link #PATIENCE} once that has begun: a caller may well block there, even for the
 * next call.
 */
final class Deliveries {

  private static final Duration PATIENCE = Duration.ofMillis(10);

  private final Timing timing;

  /** Guarded by the baton. */
  private @Nullable Delivery last;

  Deliveries(Timing timing) {
    this.timing = timing;
  }

  /** The next in order. For who holds the baton. */
  Delivery next() {
    Delivery next = new Delivery(last, timing);
    last = next;
    return next;
  }

  /** One outcome's place in the order. */
  static final class Delivery {

    private final Timing timing;
    private @Nullable Delivery before;
    private volatile boolean begun;
    private volatile boolean done;
    private volatile boolean late;
    private volatile @Nullable Thread behind;

    private Delivery(@Nullable Delivery before, Timing timing) {
      this.before = before;
      this.timing = timing;
    }

    /** Waits for its turn. */
    void begin() {
      Delivery previous = before;
      before = null;
      if (previous != null && !previous.done) {
        previous.await();
      }
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
      Future<?> bound = null;
      boolean interrupted = false;
      while (!done && !late) {
        if (begun && bound == null) {
          bound = timing.after(PATIENCE, this::giveUp);
        }
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      behind = null;
      if (bound != null) {
        bound.cancel(false);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void giveUp() {
      late = true;
      LockSupport.unpark(behind);
    }
  }
}
