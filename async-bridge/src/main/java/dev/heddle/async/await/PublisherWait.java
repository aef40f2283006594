package dev.heddle.async.await;

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
 */
public final class PublisherWait<T> extends Wait<@Nullable T> implements CoreSubscriber<T> {

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<PublisherWait, @Nullable Subscription>
      SUBSCRIPTION =
          AtomicReferenceFieldUpdater.newUpdater(
              PublisherWait.class, Subscription.class, "subscription");

  private final Mono<T> source;
  private final Context context;
  private volatile @Nullable Subscription subscription;
  private @Nullable T value;

  /** A wait for the first value of {@code publisher}. */
  public PublisherWait(Waiter waiter, Publisher<T> publisher) {
    super(waiter);
    this.source = Mono.from(publisher);
    this.context = Context.of(waiter.context());
  }

  @Override
  public void begin() {
    source.subscribe(this);
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.setOnce(SUBSCRIPTION, this, subscription)) {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(T value) {
    this.value = value;
  }

  @Override
  public void onError(Throwable failure) {
    fail(failure);
  }

  @Override
  public void onComplete() {
    succeed(value);
  }

  @Override
  protected void cancelSource() {
    Operators.terminate(SUBSCRIPTION, this);
  }

  @Override
  public @Nullable Waiter target() {
    return subscription instanceof CallResult result ? result.call() : null;
  }
}
