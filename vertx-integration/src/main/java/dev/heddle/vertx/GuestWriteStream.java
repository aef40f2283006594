package dev.heddle.vertx;

import dev.heddle.async.GuestReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * A stream that others write to, with {@code pipeTo} for example, and that a guest reads in
 * blocking style, with {@code call.read(stream)} or {@link GuestReader#of}.
 *
 * <p>A write succeeds when the guest's reader has taken the item, and fails when the guest stops
 * reading. The queue is full with 16 items, unless set otherwise, that no reader has asked for.
 *
 * <p>Pipes {@linkplain WriteStream#end() end} this stream when their source fails, which the guest
 * cannot tell from its end: with {@code source.pipe().endOnFailure(false).to(stream)} the failure
 * can be given to {@link #fail}. {@link VertxAwait#read} has no such gap.
 *
 * <p>Handlers run on the context that the stream was made for. Who reads gets a failure when
 * Vert.x, or a worker verticle that the context is of, is closed. Thread-safe.
 */
public final class GuestWriteStream<T> implements WriteStream<T>, Publisher<T> {

  private static final int QUEUE_SIZE = 16;

  private record Entry<T>(T item, Promise<Void> taken) {}

  private final ContextInternal context;
  private final Promise<Void> end;

  // All guarded by this.
  private final Queue<Entry<T>> queue = new ArrayDeque<>();
  private int maxSize = QUEUE_SIZE;
  private boolean subscribed;
  private @Nullable Subscriber<? super T> reader;
  private @Nullable Delivery<Void> delivery;
  private @Nullable Handler<Void> drainHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private long demand;
  private boolean wasFull;
  private boolean ending;

  /** Set with {@link #ending}: what the reader gets in place of the end. */
  private @Nullable Throwable failure;

  /** Why it can be written to no more; the reader is told nothing any more. */
  private @Nullable Throwable over;

  /** Whether a thread hands over, and whether it has to look again. */
  private boolean busy;

  private boolean again;

  private GuestWriteStream(ContextInternal context) {
    this.context = context;
    this.end = context.promise();
  }

  /**
   * A stream that nobody has written to.
   *
   * @param context where handlers run
   */
  public static <T> GuestWriteStream<T> create(Context context) {
    return new GuestWriteStream<>((ContextInternal) Objects.requireNonNull(context, "context"));
  }

  @Override
  public Future<Void> write(T item) {
    Objects.requireNonNull(item, "item");
    Promise<Void> taken = context.promise();
    synchronized (this) {
      if (over != null) {
        return context.failedFuture(over);
      }
      if (ending) {
        return context.failedFuture(
            new IllegalStateException("an item was written after the end of the stream"));
      }
      queue.add(new Entry<>(item, taken));
      wasFull |= queue.size() >= maxSize;
    }
    handOver();
    return taken.future();
  }

  /** Completes when the guest's reader has come to the end. */
  @Override
  public Future<Void> end() {
    finish(null);
    return end.future();
  }

  /**
   * Ends the stream with a failure, which the guest gets from its reader after all items before.
   * Does nothing if the stream has ended.
   */
  public void fail(Throwable failure) {
    finish(Objects.requireNonNull(failure, "failure"));
  }

  private void finish(@Nullable Throwable thrown) {
    synchronized (this) {
      if (ending || over != null) {
        return;
      }
      ending = true;
      failure = thrown;
    }
    handOver();
  }

  @Override
  public synchronized GuestWriteStream<T> setWriteQueueMaxSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a queue has room for 1 item or more, not " + size);
    }
    maxSize = size;
    return this;
  }

  @Override
  public synchronized boolean writeQueueFull() {
    return queue.size() >= maxSize;
  }

  @Override
  public synchronized GuestWriteStream<T> drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }

  @Override
  public synchronized GuestWriteStream<T> exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  /** Gives what is written to one subscriber, in blocking style a {@link GuestReader}. */
  @Override
  public void subscribe(Subscriber<? super T> subscriber) {
    boolean refused;
    synchronized (this) {
      refused = subscribed;
      subscribed = true;
    }
    if (refused) {
      Operators.error(
          subscriber, new IllegalStateException("the stream is read already: it can be read once"));
      return;
    }
    Delivery<Void> fromContext = Delivery.on(context);
    synchronized (this) {
      delivery = fromContext;
    }
    subscriber.onSubscribe(new Reading());
    synchronized (this) {
      reader = subscriber;
    }
    var _ =
        fromContext.whenComplete((nothing, closed) -> {
          if (closed != null) {
            fail(closed);
          }
        });
    handOver();
  }

  /** Gives the reader what it has asked for; one thread at a time. */
  private void handOver() {
    synchronized (this) {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
    }
    while (handOverNext()) {
      // Until there is nothing more, or nobody asks.
    }
  }

  private boolean handOverNext() {
    Subscriber<? super T> to;
    Entry<T> entry = null;
    boolean drained = false;
    Throwable failed;
    synchronized (this) {
      to = reader;
      boolean lasts = queue.isEmpty() && ending;
      if (to != null && over == null && demand > 0 && !queue.isEmpty()) {
        entry = queue.remove();
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        if (wasFull && queue.size() <= maxSize / 2) {
          wasFull = false;
          drained = true;
        }
      } else if (to == null || over != null || !lasts) {
        busy = again;
        again = false;
        return busy;
      }
      failed = failure;
      if (entry == null) {
        over = failed == null ? new IllegalStateException("the stream has ended") : failed;
        busy = false;
      }
    }
    if (entry != null) {
      to.onNext(entry.item());
      tell(entry.taken(), null);
      if (drained) {
        tell(() -> context.runOnContext(later -> drained()));
      }
      return true;
    }
    letGo();
    if (failed == null) {
      to.onComplete();
    } else {
      to.onError(failed);
    }
    tell(end, failed);
    return false;
  }

  private static void tell(Promise<Void> promise, @Nullable Throwable failed) {
    tell(() -> {
      if (failed == null) {
        promise.tryComplete();
      } else {
        promise.tryFail(failed);
      }
    });
  }

  private static void tell(Runnable writer) {
    try {
      writer.run();
    } catch (RuntimeException refused) {
      // Its context has ended, which is no reason not to serve the reader.
    }
  }

  /** Says so, unless it has become full again meanwhile, which will be followed by a drain, too. */
  private void drained() {
    Handler<Void> handler;
    synchronized (this) {
      handler = queue.size() >= maxSize ? null : drainHandler;
    }
    if (handler != null) {
      handler.handle(null);
    }
  }

  private void letGo() {
    Delivery<Void> fromContext;
    synchronized (this) {
      fromContext = delivery;
    }
    if (fromContext != null) {
      fromContext.complete(null);
    }
  }

  private final class Reading implements Subscription {

    @Override
    public void request(long items) {
      if (items <= 0) {
        fail(
            new IllegalArgumentException(
                "1 item or more can be asked for, not " + items + " (Reactive Streams, 3.9)"));
        return;
      }
      synchronized (GuestWriteStream.this) {
        demand = Operators.addCap(demand, items);
      }
      handOver();
    }

    @Override
    public void cancel() {
      IllegalStateException gone =
          new IllegalStateException("the guest that reads the stream has stopped reading");
      List<Entry<T>> lost;
      Handler<Throwable> handler;
      synchronized (GuestWriteStream.this) {
        if (over != null) {
          return;
        }
        over = gone;
        lost = new ArrayList<>(queue);
        queue.clear();
        handler = exceptionHandler;
      }
      letGo();
      lost.forEach(entry -> tell(entry.taken(), gone));
      tell(end, gone);
      if (handler != null) {
        tell(() -> context.runOnContext(ignored -> handler.handle(gone)));
      }
    }
  }
}
