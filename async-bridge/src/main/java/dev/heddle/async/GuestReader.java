package dev.heddle.async;

import dev.heddle.async.await.Failures;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A publisher that is read in blocking style, one item after the other, for imports by which a
 * guest takes what it needs when it needs it.
 *
 * <p>It is subscribed to when the first item is asked for, with the Reactor context of the call
 * that asks. As many items as its buffer has room for are asked for ahead, and more as it empties.
 *
 * <p>Reading is for one thread at a time; closing is thread-safe.
 *
 * @param <T> the items
 */
public final class GuestReader<T> implements AutoCloseable {

  private final Publisher<T> source;
  private final int buffer;
  private final Items items;
  private boolean subscribed;

  private GuestReader(Publisher<T> source, int buffer) {
    this.source = source;
    this.buffer = buffer;
    this.items = new Items();
  }

  /**
   * A reader of a publisher, to be closed by its user unless it is read to its end.
   *
   * @param buffer how many items may be there before they are asked for, at least 1
   */
  public static <T> GuestReader<T> of(Publisher<T> source, int buffer) {
    if (buffer < 1) {
      throw new IllegalArgumentException("a buffer has room for 1 item or more, not " + buffer);
    }
    return new GuestReader<>(Objects.requireNonNull(source, "source"), buffer);
  }

  /**
   * The next item, which the call is parked for if it is not there yet.
   *
   * <p>It throws what the publisher fails with as the very object, checked exceptions included,
   * once all items before were read. If the call is told to stop meanwhile, the subscription stays,
   * for other calls to go on; {@link GuestCall#read} cancels it then.
   *
   * @param call the call that runs on the current thread
   * @return the item, or null at the end
   * @throws IllegalStateException if the reader was closed before its end
   */
  public @Nullable T next(GuestCall call) {
    if (!subscribed) {
      subscribed = true;
      items.context = Context.of(call.context());
      source.subscribe(items);
    }
    return items.next(call);
  }

  /** Cancels the subscription, if there is one, and discards the items that were not read. */
  @Override
  public void close() {
    items.close();
  }

  /** What has come and was not read. */
  private final class Items implements CoreSubscriber<T> {

    private final Queue<T> queue = new ArrayBlockingQueue<>(buffer);
    private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> reader =
        new AtomicReference<>();
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
    private final int batch = Math.max(1, buffer - buffer / 4);
    private int taken;
    private volatile boolean ended;
    private volatile boolean closed;
    private @Nullable Throwable failure;
    Context context = Context.empty();

    @Override
    public Context currentContext() {
      return context;
    }

    @Override
    public void onSubscribe(Subscription given) {
      if (!subscription.compareAndSet(null, given)) {
        given.cancel();
      } else if (closed) {
        given.cancel();
      } else {
        given.request(buffer);
      }
    }

    @Override
    public void onNext(T item) {
      if (ended || closed) {
        Operators.onNextDropped(item, context);
        return;
      }
      if (!queue.offer(item)) {
        Operators.onDiscard(item, context);
        overflow();
        return;
      }
      if (closed) {
        discard();
      }
      arrived();
    }

    /** A publisher that gives more than it was asked for is told to stop. */
    private void overflow() {
      Subscription from = subscription.get();
      if (from != null) {
        from.cancel();
      }
      onError(
          Exceptions.failWithOverflow(
              "it gave more items than the " + buffer + " that it was asked for"));
    }

    @Override
    public void onError(Throwable thrown) {
      if (ended || closed) {
        Operators.onErrorDropped(thrown, context);
        return;
      }
      failure = thrown;
      ended = true;
      arrived();
    }

    @Override
    public void onComplete() {
      ended = true;
      arrived();
    }

    private void arrived() {
      CompletableFuture<@Nullable Void> waiting = reader.getAndSet(null);
      if (waiting != null) {
        waiting.complete(null);
      }
    }

    @Nullable T next(GuestCall call) {
      for (; ; ) {
        if (closed) {
          throw new IllegalStateException("the reader of " + source + " was closed");
        }
        // in this order: what comes before the end is in the queue when the end is seen
        boolean last = ended;
        T item = queue.poll();
        if (item != null) {
          take();
          return item;
        }
        if (last) {
          Throwable thrown = failure;
          if (thrown != null) {
            throw Failures.rethrow(thrown);
          }
          return null;
        }
        CompletableFuture<@Nullable Void> arrival = new CompletableFuture<>();
        reader.set(arrival);
        if (queue.isEmpty() && !ended && !closed) {
          call.await(arrival);
        }
        reader.set(null);
      }
    }

    private void take() {
      taken++;
      if (taken == batch) {
        taken = 0;
        Subscription from = subscription.get();
        if (from != null && !ended) {
          from.request(batch);
        }
      }
    }

    void close() {
      closed = true;
      Subscription from = subscription.get();
      if (from != null && !ended) {
        from.cancel();
      }
      discard();
      arrived();
    }

    private void discard() {
      for (T item = queue.poll(); item != null; item = queue.poll()) {
        Operators.onDiscard(item, context);
      }
    }
  }
}
