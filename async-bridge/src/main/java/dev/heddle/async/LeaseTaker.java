package dev.heddle.async;

import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.BaseSubscriber;
import reactor.pool.PooledRef;

/**
 * Takes a lease for a thread that waits for it, and gives it back if nobody waits any more when it
 * comes. Thread-safe.
 *
 * <p>Other subscribers drop what comes while they are being cancelled, and the pool would wait for
 * that lease for ever.
 */
final class LeaseTaker extends BaseSubscriber<PooledRef<PoolMember>> {

  private final CompletableFuture<InstanceLease> taken = new CompletableFuture<>();

  /** The lease, once it is there. */
  CompletableFuture<InstanceLease> taken() {
    return taken;
  }

  /** Nobody waits any more: what comes now, or has come just before, goes back. */
  void giveUp() {
    cancel();
    if (!taken.cancel(true) && !taken.isCompletedExceptionally()) {
      taken.join().close();
    }
  }

  @Override
  protected void hookOnNext(PooledRef<PoolMember> reference) {
    InstanceLease lease = new InstanceLease(reference);
    if (!taken.complete(lease)) {
      lease.close();
    }
  }

  @Override
  protected void hookOnError(Throwable failure) {
    taken.completeExceptionally(failure);
  }
}
