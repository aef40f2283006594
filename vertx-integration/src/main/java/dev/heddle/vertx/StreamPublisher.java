package dev.heddle.vertx;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * A stream of Vert.x as a publisher, for one subscriber: what is asked for is fetched, and nothing
 * more.
 *
 * <p>All that concerns the stream is done on its context. The stream is to be paused, so that
 * nothing is lost before somebody subscribes; then its handlers are the publisher's. It is left
 * paused, without handlers, when the subscription is cancelled.
 *
 * <p>The subscriber is told of the stream's failure, and of an {@link IllegalStateException} if the
 * stream has been read by others, or once Vert.x, or a worker verticle that the context is of, is
 * closed. Thread-safe.
 */
public final class StreamPublisher<T> implements Publisher<T> {

  private final ContextInternal context;
  private final ReadStream<T> stream;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  private StreamPublisher(ContextInternal context, ReadStream<T> stream) {
    this.context = context;
    this.stream = stream;
  }

  /** What a paused stream brings, which is used on the context. */
  public static <T> StreamPublisher<T> of(Context context, ReadStream<T> stream) {
    return new StreamPublisher<>(
        (ContextInternal) Objects.requireNonNull(context, "context"),
        Objects.requireNonNull(stream, "stream"));
  }

  @Override
  public void subscribe(Subscriber<? super T> subscriber) {
    if (!subscribed.compareAndSet(false, true)) {
      Operators.error(
          subscriber, new IllegalStateException(stream + " is read already: it can be read once"));
      return;
    }
    Reading<T> reading = new Reading<>(context, stream, subscriber);
    subscriber.onSubscribe(reading);
    reading.onContext(reading::begin);
  }

  @Override
  public String toString() {
    return "publisher of " + stream;
  }

  private static final class Reading<T> implements Subscription {

    private final ContextInternal context;
    private final ReadStream<T> stream;
    private final Subscriber<? super T> subscriber;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong wanted = new AtomicLong();
    private final Delivery<Void> delivery;

    /** Whether the handlers are set; of the context. */
    private boolean begun;

    Reading(ContextInternal context, ReadStream<T> stream, Subscriber<? super T> subscriber) {
      this.context = context;
      this.stream = stream;
      this.subscriber = subscriber;
      this.delivery = Delivery.on(context);
      var _ =
          delivery.whenComplete((nothing, closed) -> {
            if (closed != null) {
              fail(closed);
            }
          });
    }

    void onContext(Runnable action) {
      if (context.inThread()) {
        action.run();
        return;
      }
      try {
        context.runOnContext(ignored -> action.run());
      } catch (RuntimeException refused) {
        fail(refused);
      }
    }

    void begin() {
      if (ended.get()) {
        return;
      }
      try {
        stream.exceptionHandler(this::fail);
        stream.endHandler(end -> end());
        stream.handler(this::next);
        begun = true;
      } catch (RuntimeException readByOthers) {
        fail(readByOthers);
        return;
      }
      fetch();
    }

    private void next(T item) {
      if (!ended.get()) {
        subscriber.onNext(item);
      }
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        delivery.complete(null);
        subscriber.onComplete();
      }
    }

    private void fail(Throwable failure) {
      if (ended.compareAndSet(false, true)) {
        delivery.complete(null);
        subscriber.onError(failure);
      }
    }

    @Override
    public void request(long items) {
      if (items <= 0) {
        fail(
            new IllegalArgumentException(
                "1 item or more can be asked for, not " + items + " (Reactive Streams, 3.9)"));
        return;
      }
      wanted.accumulateAndGet(items, Operators::addCap);
      onContext(this::fetch);
    }

    private void fetch() {
      if (!begun || ended.get()) {
        return;
      }
      long items = wanted.getAndSet(0);
      if (items == 0) {
        return;
      }
      try {
        stream.fetch(items);
      } catch (RuntimeException closed) {
        fail(closed);
      }
    }

    @Override
    public void cancel() {
      if (ended.compareAndSet(false, true)) {
        delivery.complete(null);
        onContext(this::letGo);
      }
    }

    private void letGo() {
      if (!begun) {
        return;
      }
      try {
        stream.pause();
        stream.handler(null);
        stream.endHandler(null);
        stream.exceptionHandler(null);
      } catch (RuntimeException closed) {
        // It brings nothing any more, which is what was wanted.
      }
    }
  }
}
