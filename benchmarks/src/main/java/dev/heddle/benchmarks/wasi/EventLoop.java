package dev.heddle.benchmarks.wasi;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One thread that does one thing after the other, and measures how long each of them takes. What it
 * has measured is to be asked for when it has ended.
 */
public final class EventLoop extends ScheduledThreadPoolExecutor {

  private static final int MOST_SAMPLES = 1 << 22;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final long[] times = new long[MOST_SAMPLES];
  private int turns;
  private long longestCpu;
  private long begin;
  private long beginCpu;

  /** A new one, whose thread is a daemon. */
  public EventLoop() {
    super(1, Thread.ofPlatform().daemon().name("loop").factory());
    setRemoveOnCancelPolicy(true);
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    beginCpu = threads.getCurrentThreadCpuTime();
    begin = System.nanoTime();
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    long took = System.nanoTime() - begin;
    longestCpu = Math.max(longestCpu, threads.getCurrentThreadCpuTime() - beginCpu);
    times[turns++ % MOST_SAMPLES] = took;
  }

  /** How many turns there were. */
  public int turns() {
    return turns;
  }

  /** How many nanoseconds of processor the longest turn took. */
  public long longestCpu() {
    return longestCpu;
  }

  /**
   * How many nanoseconds some part of the turns took at most, by the clock: the thread may have had
   * to wait for a processor.
   *
   * @param part from 0 to 1
   */
  public long time(double part) {
    long[] sorted = Arrays.copyOf(times, Math.min(turns, MOST_SAMPLES));
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(int) Math.round((sorted.length - 1) * part)];
  }
}
