package dev.heddle.async.await;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A wait for the first value of a {@link Publisher}.
 *
 * <p>It ends when the source completes and not with its value: a {@code Mono} may do work after its
 * value, such as a commit, and fail in it. For other publishers {@code Mono.from} completes, and
 * cancels them, after the first value.
 *
 * <p>A value that the call does not get goes to the discard hook of the subscriber's context, and a
 * failure that comes too late to the hook for dropped errors.
 */
public final class PublisherWait<T> extends Wait<@Nullable T> implements CoreSubscriber<T> {

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<PublisherWait, @Nullable Subscription>
      SUBSCRIPTION =
          AtomicReferenceFieldUpdater.newUpdater(
              PublisherWait.class, Subscription.class, "subscription");

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<PublisherWait, @Nullable Object> VALUE =
      AtomicReferenceFieldUpdater.newUpdater(PublisherWait.class, Object.class, "value");

  /** Null when the wait was given up: this is a subscriber of what may outlive it. */
  private volatile @Nullable Mono<T> source;

  private final Context context;
  private volatile @Nullable Subscription subscription;

  @SuppressWarnings("UnusedVariable") // read through VALUE
  private volatile @Nullable Object value;

  /** A wait for the first value of {@code publisher}. */
  public PublisherWait(Waiter waiter, Publisher<T> publisher) {
    super(waiter);
    this.source = Mono.from(Objects.requireNonNull(publisher, "the publisher to wait for"));
    this.context = Context.of(waiter.context());
  }

  @Override
  protected void ask() {
    Mono<T> mono = source;
    if (mono != null) {
      mono.subscribe(this);
    }
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.setOnce(SUBSCRIPTION, this, subscription)) {
      try {
        subscription.request(Long.MAX_VALUE);
      } catch (Throwable thrown) {
        // It may be thrown on a thread that tells nobody.
        fail(thrown);
        throw thrown;
      }
    }
  }

  @Override
  public void onNext(T next) {
    if (!VALUE.compareAndSet(this, null, next)) {
      Operators.onDiscard(next, context);
    } else if (hasEnded()) {
      discard();
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (fail(failure)) {
      discard();
    } else {
      Operators.onErrorDropped(failure, context);
    }
  }

  @Override
  public void onComplete() {
    Object result = VALUE.getAndSet(this, null);
    if (!succeed(result)) {
      Operators.onDiscard(result, context);
    }
  }

  /** The value will not be delivered. */
  private void discard() {
    Operators.onDiscard(VALUE.getAndSet(this, null), context);
  }

  @Override
  protected void cancelSource() {
    Operators.terminate(SUBSCRIPTION, this);
  }

  @Override
  protected void forget() {
    source = null;
    discard();
  }

  @Override
  public @Nullable Waiter target() {
    return subscription instanceof CallResult result ? result.call() : null;
  }
}
