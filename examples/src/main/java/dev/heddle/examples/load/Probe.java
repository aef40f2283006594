package dev.heddle.examples.load;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Measures, from outside, for how long event loops were held, and how full the heap was.
 *
 * <p>A thread of its own hands each event loop an empty task every millisecond, unless the last one
 * still waits, and takes the time until it runs. So a loop that is held for <i>t</i>, by one
 * handler or by several without a gap, shows at least <i>t</i> - 1 ms. Whatever else keeps a loop's
 * thread from running shows as well, a garbage collection or processors busy with other threads:
 * the hold is what a request would have waited. The processor time that the loop's thread used in
 * the meantime is taken too: that much of it was the work of handlers.
 */
public final class Probe implements AutoCloseable {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Loop> loops;
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private volatile long peakHeap;
  private volatile boolean closed;

  /** Starts to probe all event loops of {@code vertx}, of which there are so many. */
  public Probe(Vertx vertx, int eventLoops) throws TimeoutException {
    loops = loopsOf(vertx, eventLoops);
    Thread.ofPlatform().daemon().name("probe").start(this::run);
  }

  /** Finds the event loops: Vert.x deals them out in turn to what is deployed. */
  private static List<Loop> loopsOf(Vertx vertx, int eventLoops) throws TimeoutException {
    Map<Thread, Loop> loops = new ConcurrentHashMap<>();
    Supplier<Deployable> finder =
        () ->
            new VerticleBase() {
              @Override
              public Future<?> start() {
                loops.put(Thread.currentThread(), new Loop(Thread.currentThread(), context));
                return Future.succeededFuture();
              }
            };
    vertx
        .deployVerticle(finder, new DeploymentOptions().setInstances(eventLoops))
        .await(10, TimeUnit.SECONDS);
    if (loops.size() != eventLoops) {
      throw new IllegalStateException(
          "reached " + loops.size() + " event loops, expected " + eventLoops);
    }
    return List.copyOf(loops.values());
  }

  private void run() {
    while (!closed) {
      try {
        loops.forEach(Loop::probe);
      } catch (RejectedExecutionException e) {
        return; // The event loops have ended.
      }
      peakHeap = Math.max(peakHeap, memory.getHeapMemoryUsage().getUsed());
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  /** Returns the longest hold since this was last asked, and begins anew. */
  public Hold takeLongestHold() {
    return loops.stream().map(Loop::takeLongest).reduce(Hold.NONE, Hold::max);
  }

  /** Returns the highest use of the heap seen so far, garbage included, in bytes. */
  public long peakHeap() {
    return peakHeap;
  }

  @Override
  public void close() {
    closed = true;
  }

  /**
   * The longest times for which a loop could not turn, in nanoseconds.
   *
   * @param elapsed by the clock
   * @param computing by the processor time of the loop's thread; not necessarily of the same hold
   */
  public record Hold(long elapsed, long computing) {
    static final Hold NONE = new Hold(0, 0);

    Hold max(Hold other) {
      return new Hold(Math.max(elapsed, other.elapsed), Math.max(computing, other.computing));
    }
  }

  private static final class Loop {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread thread;
    private final Context context;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicReference<Hold> longest = new AtomicReference<>(Hold.NONE);

    Loop(Thread thread, Context context) {
      this.thread = thread;
      this.context = context;
    }

    void probe() {
      if (!waiting.compareAndSet(false, true)) {
        return;
      }
      long used = THREADS.getThreadCpuTime(thread.threadId());
      long handedOver = System.nanoTime();
      context.runOnContext(turn -> {
        long elapsed = System.nanoTime() - handedOver;
        Hold hold = new Hold(elapsed, THREADS.getCurrentThreadCpuTime() - used);
        longest.accumulateAndGet(hold, Hold::max);
        waiting.set(false);
      });
    }

    Hold takeLongest() {
      return longest.getAndSet(Hold.NONE);
    }
  }
}
