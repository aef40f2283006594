package dev.heddle.async.compute;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who may go on computing after the first slice: as many calls as there are carrier threads, the
 * others in the order in which they asked.
 *
 * <p>The JDK's scheduler alone is not fair to that end. A virtual thread that yields may queue on
 * its carrier, and a carrier looks for work from elsewhere only when its own queue is empty:
 * computing calls that yield to each other there would keep out everybody else for ever. So they
 * park here, and a carrier's own queue stays short.
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
  private int free;

  Turns(int turns) {
    free = turns;
  }

  /** Gives way to others, and returns with a turn, or because the call is to stop. */
  void next(Slice slice) {
    // Lets in those who do not compute.
    LockSupport.parkNanos(this, MOMENT);
    if (keepsOrTakes(slice)) {
      return;
    }
    Slice next;
    slice.granted = false;
    slice.queuing = Thread.currentThread();
    try {
      synchronized (this) {
        next = slice.hasTurn ? waiting.poll() : null;
        if (slice.hasTurn) {
          if (next == null) {
            return;
          }
          slice.hasTurn = false;
          next.hasTurn = true;
        }
        waiting.add(slice);
      }
      grant(next);
      park(slice);
    } finally {
      slice.queuing = null;
    }
    if (!slice.granted) {
      synchronized (this) {
        waiting.remove(slice);
      }
    }
  }

  private synchronized boolean keepsOrTakes(Slice slice) {
    if (!slice.hasTurn && free > 0) {
      free--;
      slice.hasTurn = true;
    }
    return slice.hasTurn && waiting.isEmpty();
  }

  /** The call parks for something else, or is over. */
  void leave(Slice slice) {
    Slice next;
    synchronized (this) {
      slice.hasTurn = false;
      next = waiting.poll();
      if (next == null) {
        free++;
      } else {
        next.hasTurn = true;
      }
    }
    grant(next);
  }

  private static void grant(@Nullable Slice next) {
    if (next != null) {
      next.granted = true;
      wake(next);
    }
  }

  static void wake(Slice slice) {
    Thread thread = slice.queuing;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void park(Slice slice) {
    boolean interrupted = false;
    while (!slice.granted && !slice.isStopped()) {
      LockSupport.park(this);
      // An interrupted thread does not park. It is kept to whom it is meant for.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
