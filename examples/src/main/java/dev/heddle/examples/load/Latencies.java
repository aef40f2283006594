package dev.heddle.examples.load;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Times from question to answer, every one of them: percentiles are exact.
 *
 * <p>Safe for use by several threads; percentiles are asked for when no more are added.
 */
public final class Latencies {
  private final AtomicLongArray nanos;
  private final AtomicInteger count = new AtomicInteger();

  public Latencies(int capacity) {
    nanos = new AtomicLongArray(capacity);
  }

  public void add(long duration) {
    nanos.set(count.getAndIncrement(), duration);
  }

  public int count() {
    return count.get();
  }

  /**
   * Returns the shortest time, in nanoseconds, that the given shares of all do not exceed.
   *
   * @param shares each from 0 (exclusive) to 1: 0.5 is the median, 1 the longest
   */
  public long[] percentiles(double... shares) {
    long[] sorted = new long[count()];
    Arrays.setAll(sorted, nanos::get);
    Arrays.sort(sorted);
    return Arrays.stream(shares)
        .mapToLong(share -> sorted[(int) Math.ceil(share * sorted.length) - 1])
        .toArray();
  }
}
