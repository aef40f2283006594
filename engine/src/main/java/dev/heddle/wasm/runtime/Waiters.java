package dev.heddle.wasm.runtime;

import dev.heddle.wasm.CallInterruptedException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The threads that wait at addresses of one shared memory, in the order in which they came.
 *
 * <p>A waiting virtual thread leaves its carrier to others. Thread-safe. Source: threads proposal
 * ({@code memory.atomic.wait32}, {@code wait64} and {@code notify}).
 */
final class Waiters {

  /** The result of waiting: somebody notified the thread. */
  static final int NOTIFIED = 0;

  /** The result of waiting: the memory did not have the expected value. */
  static final int NOT_EQUAL = 1;

  /** The result of waiting: the time is over. */
  static final int TIMED_OUT = 2;

  /** One thread at one address. */
  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    volatile boolean notified;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, SequencedSet<Waiter>> queues = new HashMap<>();

  /**
   * Waits until notified.
   *
   * @param unchanged whether the memory at the address still has the expected value; asked at a
   *     time when nobody can notify
   * @param nanoseconds how long at most; negative for ever
   * @param interruption what ends the wait early
   * @throws CallInterruptedException if the call is to be stopped, or the thread was interrupted
   */
  int await(long address, BooleanSupplier unchanged, long nanoseconds, Interruption interruption) {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      if (!unchanged.getAsBoolean()) {
        return NOT_EQUAL;
      }
      SequencedSet<Waiter> queue = queues.get(address);
      if (queue == null) {
        queue = new LinkedHashSet<>();
        queues.put(address, queue);
      }
      queue.add(waiter);
    } finally {
      lock.unlock();
    }
    try {
      interruption.addWaiting(waiter.thread);
      park(waiter, nanoseconds, interruption);
    } finally {
      interruption.removeWaiting(waiter.thread);
      leave(address, waiter);
    }
    if (waiter.notified) {
      return NOTIFIED;
    }
    interruption.check();
    if (waiter.thread.isInterrupted()) {
      throw new CallInterruptedException(
          waiter.thread + " was interrupted while the guest waited at address " + address);
    }
    return TIMED_OUT;
  }

  private void park(Waiter waiter, long nanoseconds, Interruption interruption) {
    long start = System.nanoTime();
    while (!waiter.notified && !interruption.isStopped() && !waiter.thread.isInterrupted()) {
      if (nanoseconds < 0) {
        LockSupport.park(this);
      } else {
        long left = nanoseconds - (System.nanoTime() - start);
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    }
  }

  private void leave(long address, Waiter waiter) {
    lock.lock();
    try {
      SequencedSet<Waiter> queue = queues.get(address);
      if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
        queues.remove(address);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Wakes those who have waited longest.
   *
   * @param count how many at most, unsigned
   * @return how many
   */
  int wake(long address, int count) {
    int woken = 0;
    lock.lock();
    try {
      SequencedSet<Waiter> queue = queues.get(address);
      if (queue == null) {
        return 0;
      }
      while (!queue.isEmpty() && Integer.compareUnsigned(woken, count) < 0) {
        Waiter waiter = queue.removeFirst();
        waiter.notified = true;
        LockSupport.unpark(waiter.thread);
        woken++;
      }
      if (queue.isEmpty()) {
        queues.remove(address);
      }
    } finally {
      lock.unlock();
    }
    return woken;
  }
}
