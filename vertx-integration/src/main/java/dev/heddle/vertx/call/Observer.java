package dev.heddle.vertx.call;

import dev.heddle.async.CallListener;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.tracing.TracingPolicy;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Sees all calls of one guest. Thread-safe. */
public final class Observer {

  private static final String KIND = "wasm";

  private final String guest;
  private final TracingPolicy tracing;
  private final @Nullable PoolMetrics<Object, Object> metrics;

  final LongAdder queued = new LongAdder();
  final LongAdder running = new LongAdder();
  final LongAdder succeeded = new LongAdder();
  final LongAdder failed = new LongAdder();

  private Observer(
      String guest, TracingPolicy tracing, @Nullable PoolMetrics<Object, Object> metrics) {
    this.guest = guest;
    this.tracing = tracing;
    this.metrics = metrics;
  }

  /**
   * One that tells the metrics of a Vert.x, if it has any, of a pool of type {@code wasm}.
   *
   * @param guest the name of the pool, and of the guest in traces
   * @param size how many calls may run at a time, -1 if that is not known
   */
  @SuppressWarnings("unchecked") // what it gives it is given back
  public static Observer of(VertxInternal vertx, String guest, int size, TracingPolicy tracing) {
    VertxMetrics all = vertx.metrics();
    PoolMetrics<?, ?> own = all == null ? null : all.createPoolMetrics(KIND, guest, size);
    return new Observer(guest, tracing, (PoolMetrics<Object, Object>) own);
  }

  /** A call of a function is ordered by who has this context. */
  public ObservedCall order(ContextInternal caller, String function) {
    CallSpan span = CallSpan.begin(caller, tracing, guest, function);
    return new ObservedCall(this, metrics, span == null ? caller : span.context(), span);
  }

  /** What makes spans of what calls wait for, to be told of the calls of instances. */
  public static CallListener imports() {
    return ImportSpans.INSTANCE;
  }

  /** The name of the guest. */
  public String guest() {
    return guest;
  }

  /** Calls that wait for their turn to start. */
  public long queued() {
    return queued.sum();
  }

  /** Calls that have started and not ended. */
  public long running() {
    return running.sum();
  }

  /** Calls that have returned. */
  public long succeeded() {
    return succeeded.sum();
  }

  /** Calls that have failed, were refused or stopped. */
  public long failed() {
    return failed.sum();
  }

  /** The guest is closed. */
  public void close() {
    if (metrics != null) {
      metrics.close();
    }
  }
}
