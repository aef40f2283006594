package dev.heddle.async.call;

import dev.heddle.async.CallOptions;
import dev.heddle.async.GuestTask;
import dev.heddle.async.await.DemandWait;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * One subscriber's call, which gives it items as it asks for them.
 *
 * <p>There is no buffer: an item goes to the subscriber on the thread of the call, which is parked
 * while there is no demand.
 */
final class FluxSubscription<T> extends OwnCall<T, Object> implements ItemSink, DemandWait.Source {

  private final Class<T> item;
  private final AtomicLong demand = new AtomicLong();
  private volatile @Nullable DemandWait waiting;

  FluxSubscription(
      CallScope scope,
      CallOptions options,
      Class<T> item,
      GuestTask<? extends @Nullable Object> task,
      CoreSubscriber<? super T> actual) {
    super(scope, options, task, actual);
    this.item = item;
  }

  @Override
  void demanded(long count) {
    demand.accumulateAndGet(count, Operators::addCap);
    DemandWait pending = waiting;
    if (pending != null) {
      pending.arrived();
    }
  }

  @Override
  public void tell(@Nullable DemandWait wait) {
    waiting = wait;
  }

  @Override
  public boolean hasDemand() {
    return demand.get() > 0;
  }

  @Override
  public void emit(Call<?> call, Object given) {
    if (!item.isInstance(given)) {
      throw new ClassCastException(
          call
              + " emits items of class "
              + item.getName()
              + ", not "
              + given.getClass().getName()
              + ": "
              + given);
    }
    try {
      call.check();
      while (!hasDemand()) {
        call.awaitDemand(this);
      }
    } catch (Throwable stopped) {
      Operators.onDiscard(given, actual.currentContext());
      throw stopped;
    }
    if (isCancelled()) {
      // it goes on all the same, as what runs is not to be cut short
      Operators.onDiscard(given, actual.currentContext());
      return;
    }
    if (demand.get() != Long.MAX_VALUE) {
      demand.decrementAndGet();
    }
    actual.onNext(item.cast(given));
  }

  @Override
  public void succeed(@Nullable Object result) {
    if (!isCancelled()) {
      actual.onComplete();
    }
  }
}
