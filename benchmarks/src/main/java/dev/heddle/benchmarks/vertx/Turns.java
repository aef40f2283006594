package dev.heddle.benchmarks.vertx;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * How long the turns of an event loop take: each is one task or what one connection has to do.
 * Measured by the loop's thread, and to be asked for when nothing happens there.
 */
public final class Turns {

  private static final int MOST_SAMPLES = 1 << 22;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final long[] times = new long[MOST_SAMPLES];
  private int count;
  private int depth;
  private long longestCpu;

  /** None. */
  public Turns() {}

  /** Measures a turn; what it has done within is a part of it. */
  void take(Runnable turn) {
    if (depth++ > 0) {
      try {
        turn.run();
      } finally {
        depth--;
      }
      return;
    }
    long beginCpu = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    try {
      turn.run();
    } finally {
      depth--;
      times[count++ % MOST_SAMPLES] = System.nanoTime() - begin;
      longestCpu = Math.max(longestCpu, threads.getCurrentThreadCpuTime() - beginCpu);
    }
  }

  /** Forgets all. */
  public void reset() {
    count = 0;
    longestCpu = 0;
  }

  /** How many there were. */
  public int count() {
    return count;
  }

  /** How many nanoseconds of processor the longest one took. */
  public long longestCpu() {
    return longestCpu;
  }

  /**
   * How many nanoseconds some part of them took at most, by the clock: the thread may have had to
   * wait for a processor.
   *
   * @param part from 0 to 1
   */
  public long time(double part) {
    long[] sorted = Arrays.copyOf(times, Math.min(count, MOST_SAMPLES));
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(int) Math.round((sorted.length - 1) * part)];
  }
}
