package dev.heddle.async.compute;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who may go on computing after the first slice: as many calls as there are carrier threads, the
 * others in the order in which they asked.
 *
 * <p>The JDK's scheduler alone is not fair to that end. A virtual thread that yields comes back to
 * its carrier, which looks where it found work last, and at its own queue, before it looks
 * elsewhere: calls that yield there keep out everybody else for ever. So a call whose slice is over
 * parks for a moment, to be woken by another thread than the carrier, which meanwhile has to look
 * for other work; and those that wait for their turn are parked, too.
 *
 * <p>Nor is it fair to threads that were started or woken and wait for their first slice: its
 * queues are searched in no order, so a call that comes back after a moment may be found before one
 * that has waited for long. So a call that pauses passes its turn to one that {@linkplain #expect
 * is coming}, and queues.
 *
 * <p>Thread-safe. The monitor is held for a few field accesses only.
 */
final class Turns {

  /** Of this JVM, whose virtual threads share the carriers. */
  static final Turns ALL =
      new Turns(
          Integer.getInteger(
              "jdk.virtualThreadScheduler.parallelism",
              Runtime.getRuntime().availableProcessors()));

  /** In nanoseconds; what counts is that it is somebody else who wakes the call. */
  private static final long MOMENT = 1;

  private final Deque<Slice> waiting = new ArrayDeque<>();
  private final Deque<Slice> coming = new ArrayDeque<>();
  private int free;

  Turns(int turns) {
    free = turns;
  }

  /** Says which calls wait for a carrier, without a turn, at this time. */
  synchronized void expect(List<Slice> calls) {
    coming.clear();
    coming.addAll(calls);
  }

  /** An invited call has come. */
  synchronized void accept(Slice slice) {
    slice.hasTurn = true;
  }

  /**
   * Gives way to others, and returns with a turn, or because the call is to stop.
   *
   * @throws StackOverflowError if the stack is too full to be set aside; the call does not wait any
   *     more, and has a turn only if it got one at that moment
   */
  void next(Slice slice) {
    try {
      if (!passToComing(slice)) {
        // Lets in those who do not compute.
        LockSupport.parkNanos(this, MOMENT);
        wake(passToWaiting(slice));
      }
      park(slice);
    } finally {
      synchronized (this) {
        slice.queuing = null;
        if (!slice.hasTurn) {
          waiting.remove(slice);
        }
      }
    }
  }

  /**
   * Passes the turn of a call to one that is coming, if there is one and no turn is free for it;
   * tells whether it did, so that the call queues.
   */
  private synchronized boolean passToComing(Slice slice) {
    takeFree(slice);
    if (!slice.hasTurn || free > 0) {
      return false;
    }
    Slice next = coming.poll();
    while (next != null && !next.invite()) {
      next = coming.poll();
    }
    if (next == null) {
      return false;
    }
    slice.hasTurn = false;
    queue(slice);
    return true;
  }

  /** Passes the turn of a call to one that waits, if any. The call queues if it then has none. */
  private synchronized @Nullable Slice passToWaiting(Slice slice) {
    takeFree(slice);
    Slice next = slice.hasTurn ? waiting.poll() : null;
    if (next != null) {
      slice.hasTurn = false;
      next.hasTurn = true;
    }
    if (!slice.hasTurn) {
      queue(slice);
    }
    return next;
  }

  private void takeFree(Slice slice) {
    if (!slice.hasTurn && free > 0) {
      free--;
      slice.hasTurn = true;
    }
  }

  private void queue(Slice slice) {
    slice.queuing = Thread.currentThread();
    waiting.add(slice);
  }

  /** The call parks for something else, or is over. */
  void leave(Slice slice) {
    leave(slice, slice.run());
  }

  /** Takes its turn from a call, if it has one and that run of it goes on. */
  void leave(Slice slice, int run) {
    Slice next;
    synchronized (this) {
      if (!slice.hasTurn || slice.run() != run) {
        return;
      }
      slice.hasTurn = false;
      next = waiting.poll();
      if (next == null) {
        free++;
      } else {
        next.hasTurn = true;
      }
    }
    wake(next);
  }

  /** Wakes a call that waits for its turn; does nothing for others. */
  static void wake(@Nullable Slice slice) {
    Thread thread = slice == null ? null : slice.queuing;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void park(Slice slice) {
    boolean interrupted = false;
    while (!slice.hasTurn && !slice.isStopped()) {
      LockSupport.park(this);
      // An interrupted thread does not park. It is kept to whom it is meant for.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
