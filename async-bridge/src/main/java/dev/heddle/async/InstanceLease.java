package dev.heddle.async;

import java.util.Objects;
import reactor.core.publisher.Mono;
import reactor.pool.PooledRef;

/**
 * An instance of a pool that is its holder's alone until it is given back. Thread-safe.
 *
 * <p>Nobody takes it away: who does not give it back keeps others waiting.
 */
public final class InstanceLease implements AutoCloseable {

  private final PooledRef<PoolMember> reference;

  InstanceLease(PooledRef<PoolMember> reference) {
    this.reference = Objects.requireNonNull(reference, "reference");
  }

  /** The instance, not to be used once it was given back. */
  public AsyncInstance instance() {
    return reference.poolable().instance();
  }

  /**
   * Gives it back when subscribed to: calls in flight are stopped, and once they have unwound and
   * the instance is as {@link Reuse} says, this completes. Further subscriptions do nothing.
   */
  public Mono<Void> release() {
    return reference.release();
  }

  /** Gives it back without waiting for that to be done. */
  @Override
  public void close() {
    var _ = release().subscribe();
  }

  @Override
  public String toString() {
    return "lease of " + instance();
  }
}
