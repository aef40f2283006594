package dev.heddle.vertx;

import dev.heddle.async.CallCancelledException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * What a guest {@linkplain dev.heddle.async.GuestCall#emit emits}, as a stream of Vert.x.
 *
 * <p>The call begins when a handler is set. Handlers run on the context that the stream was made
 * for. While the stream flows the guest may be up to 16 items ahead of the handler; when it is
 * paused, the guest is parked once there are as many. A stream that was paused from the start takes
 * as many items from the guest as are {@linkplain #fetch fetched}, and not one more.
 *
 * <p>The call is cancelled by {@link #cancel()}, and when Vert.x, or a worker verticle that the
 * context is of, is closed. Thread-safe.
 */
public final class GuestReadStream<T> implements ReadStream<T> {

  /** How many items there may be that were not handed over, and how many are in one turn. */
  private static final int AHEAD = 16;

  private final ContextInternal context;
  private final Publisher<T> source;
  private final Items items = new Items();

  // All guarded by this.
  private @Nullable Handler<T> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private long demand = Long.MAX_VALUE;
  private boolean begun;
  private boolean ended;

  /** Whether {@link #handOver} will run, or does. */
  private boolean busy;

  private GuestReadStream(ContextInternal context, Publisher<T> source) {
    this.context = context;
    this.source = source;
  }

  /**
   * The stream of what a publisher brings: {@code callee.flux(...)}.
   *
   * @param context where handlers run
   */
  public static <T> GuestReadStream<T> of(Context context, Publisher<T> source) {
    return new GuestReadStream<>(
        (ContextInternal) Objects.requireNonNull(context, "context"),
        Objects.requireNonNull(source, "source"));
  }

  @Override
  public GuestReadStream<T> handler(@Nullable Handler<T> handler) {
    boolean begins;
    synchronized (this) {
      this.handler = handler;
      begins = handler != null && !begun;
      begun |= begins;
    }
    if (begins) {
      items.begin();
    }
    schedule();
    return this;
  }

  @Override
  public synchronized GuestReadStream<T> endHandler(@Nullable Handler<Void> handler) {
    endHandler = handler;
    return this;
  }

  @Override
  public synchronized GuestReadStream<T> exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  @Override
  public synchronized GuestReadStream<T> pause() {
    demand = 0;
    return this;
  }

  @Override
  public GuestReadStream<T> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public GuestReadStream<T> fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("0 items or more can be fetched, not " + amount);
    }
    synchronized (this) {
      demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    }
    schedule();
    return this;
  }

  /**
   * Stops the call, and drops what was not handed over; the exception handler gets a {@link
   * CallCancelledException}, so that pipes end. Does nothing if the stream has ended.
   */
  public void cancel() {
    synchronized (this) {
      begun = true;
    }
    items.stop(new CallCancelledException("the stream was cancelled"));
  }

  private void schedule() {
    synchronized (this) {
      if (busy || ended) {
        return;
      }
      busy = true;
    }
    try {
      context.runOnContext(turn -> handOver());
    } catch (RuntimeException refused) {
      items.stop(refused);
    }
  }

  /** One turn on the context. */
  private void handOver() {
    for (int i = 0; i < AHEAD; i++) {
      if (!handOverNext()) {
        return;
      }
    }
    synchronized (this) {
      busy = false;
    }
    schedule();
  }

  /** Whether there may be more to do. */
  private boolean handOverNext() {
    T item = null;
    Handler<T> taker;
    synchronized (this) {
      taker = handler;
      if (taker != null && demand > 0) {
        item = items.poll();
      }
      if (item != null) {
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
      } else if (!items.areOver()) {
        busy = false;
      }
    }
    if (taker != null && item != null) {
      context.dispatch(item, taker);
      items.ask();
      return true;
    }
    if (items.areOver()) {
      end();
    } else {
      items.ask();
    }
    return false;
  }

  private void end() {
    Throwable failure = items.failure();
    Handler<Throwable> failed;
    Handler<Void> succeeded;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      failed = exceptionHandler;
      succeeded = endHandler;
    }
    if (failure != null && failed != null) {
      context.dispatch(failure, failed);
    } else if (failure == null && succeeded != null) {
      context.dispatch(null, succeeded);
    }
  }

  /** What has come and was not handed over; what it has is guarded by the stream. */
  private final class Items implements CoreSubscriber<T> {

    private final Queue<T> queue = new ArrayDeque<>();
    private @Nullable Delivery<Void> delivery;
    private @Nullable Subscription subscription;
    private long coming;
    private boolean over;
    private @Nullable Throwable failure;

    void begin() {
      Delivery<Void> toContext = Delivery.on(context);
      synchronized (GuestReadStream.this) {
        delivery = toContext;
      }
      var _ =
          toContext.whenComplete((nothing, closed) -> {
            if (closed != null) {
              stop(closed);
            }
          });
      source.subscribe(this);
    }

    @Nullable T poll() {
      return queue.poll();
    }

    boolean areOver() {
      synchronized (GuestReadStream.this) {
        return over && queue.isEmpty();
      }
    }

    @Nullable Throwable failure() {
      synchronized (GuestReadStream.this) {
        return failure;
      }
    }

    @Override
    public void onSubscribe(Subscription given) {
      boolean late;
      synchronized (GuestReadStream.this) {
        subscription = given;
        late = over;
      }
      if (late) {
        given.cancel();
      } else {
        ask();
      }
    }

    /** Asks for as many as may be ahead, half of them at a time at the least while it flows. */
    void ask() {
      Subscription from;
      long count;
      synchronized (GuestReadStream.this) {
        from = subscription;
        count = Math.min(demand, AHEAD) - queue.size() - coming;
        if (from == null || over || count <= 0 || coming > 0 && count < AHEAD / 2) {
          return;
        }
        coming += count;
      }
      from.request(count);
    }

    @Override
    public void onNext(T item) {
      synchronized (GuestReadStream.this) {
        coming--;
        if (over) {
          return;
        }
        queue.add(item);
      }
      schedule();
    }

    @Override
    public void onError(Throwable thrown) {
      finish(VertxCall.reason(thrown));
    }

    @Override
    public void onComplete() {
      finish(null);
    }

    private void finish(@Nullable Throwable thrown) {
      Delivery<Void> toContext;
      synchronized (GuestReadStream.this) {
        if (over) {
          return;
        }
        over = true;
        failure = thrown;
        toContext = delivery;
      }
      if (toContext != null) {
        toContext.complete(null);
      }
      schedule();
    }

    void stop(Throwable why) {
      Subscription from;
      synchronized (GuestReadStream.this) {
        if (over) {
          return;
        }
        queue.clear();
        from = subscription;
      }
      finish(why);
      if (from != null) {
        from.cancel();
      }
    }
  }
}
