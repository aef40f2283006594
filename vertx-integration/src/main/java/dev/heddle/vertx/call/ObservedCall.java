package dev.heddle.vertx.call;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.metrics.PoolMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One call, from the order to start to its end. Thread-safe. */
public final class ObservedCall {

  private static final int QUEUED = 0;
  private static final int RUNNING = 1;
  private static final int ENDED = 2;

  private final Observer observer;
  private final @Nullable PoolMetrics<Object, Object> metrics;
  private final ContextInternal context;
  private final @Nullable CallSpan span;

  private final AtomicInteger state = new AtomicInteger(QUEUED);
  private final @Nullable Object waiting;
  private volatile @Nullable Object using;

  ObservedCall(
      Observer observer,
      @Nullable PoolMetrics<Object, Object> metrics,
      ContextInternal context,
      @Nullable CallSpan span) {
    this.observer = observer;
    this.metrics = metrics;
    this.context = context;
    this.span = span;
    observer.queued.increment();
    this.waiting = metrics == null ? null : metrics.enqueue();
  }

  /** The context that the call runs in: the caller's, or one of its own for its spans. */
  public ContextInternal context() {
    return context;
  }

  /** Its span, if it is traced. */
  @Nullable CallSpan span() {
    return span;
  }

  /** It has its turn. */
  public void begun() {
    if (!state.compareAndSet(QUEUED, RUNNING)) {
      return; // given up by its caller, who has not waited for it to unwind
    }
    observer.queued.decrement();
    observer.running.increment();
    if (metrics != null) {
      metrics.dequeue(waiting);
      using = metrics.begin();
    }
  }

  /** It has ended, whether or not it had its turn. */
  public void ended(@Nullable Throwable failure) {
    int before = state.getAndSet(ENDED);
    if (before == ENDED) {
      return;
    }
    (before == QUEUED ? observer.queued : observer.running).decrement();
    (failure == null ? observer.succeeded : observer.failed).increment();
    if (metrics != null) {
      if (before == QUEUED) {
        metrics.dequeue(waiting);
      } else {
        metrics.end(using);
      }
    }
    if (span != null) {
      span.end(failure);
    }
  }
}
