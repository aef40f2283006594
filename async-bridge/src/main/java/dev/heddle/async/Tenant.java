package dev.heddle.async;

import dev.heddle.async.call.CallBound;
import dev.heddle.async.call.CallScope;
import dev.heddle.async.call.Ending;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.MemoryBudget;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Instances and pools that belong together: how much they may use, all together, and their common
 * end. One for each customer keeps customers from each other, and one around these keeps the bridge
 * as a whole within bounds.
 *
 * <p>It is given to the builders of instances, those of pools included, by {@link
 * AsyncInstance.Builder#tenant}. What one instance may use is bounded besides by its own builder.
 * An instance that is no longer used need not be closed for the sake of its tenant. Thread-safe.
 */
public final class Tenant implements AutoCloseable {

  private final String name;
  private final CallBound bound;
  private final MemoryBudget memory;
  private final @Nullable Fuel fuel;
  private final Ending ending = new End();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

  // Guarded by itself, as is closed:
  private final Set<Ending> members = Collections.newSetFromMap(new WeakHashMap<>());
  private boolean closed;

  private Tenant(Builder builder) {
    Tenant outer = builder.outer;
    name = builder.name;
    bound = new CallBound(toString(), builder.maxCalls, outer == null ? null : outer.bound);
    memory =
        outer == null ? MemoryBudget.of(builder.maxMemory) : outer.memory.part(builder.maxMemory);
    fuel = builder.fuel == null && outer != null ? outer.fuel : builder.fuel;
    if (outer != null) {
      outer.add(ending);
    }
  }

  /**
   * A builder for a tenant.
   *
   * @param name for messages
   */
  public static Builder builder(String name) {
    return new Builder(Objects.requireNonNull(name, "name"));
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** What it uses now. */
  public TenantUse use() {
    return new TenantUse(bound.inFlight(), instances(), memory.used());
  }

  private int instances() {
    int count = 0;
    for (Ending member : members()) {
      if (member instanceof End inner) {
        count += inner.tenant().instances();
      } else if (member instanceof CallScope) {
        count++;
      }
    }
    return count;
  }

  /**
   * Closes all its instances and pools as {@link AsyncInstance#close()} does, and lets no more be
   * made. Returns without waiting; see {@link #closed()}.
   */
  @Override
  public void close() {
    ending.close();
  }

  /**
   * Closes all its instances and pools gently: calls in flight may end by themselves within a time,
   * and are stopped then, as {@link AsyncInstance#close(Duration)} says. No more instances can be
   * made.
   *
   * @param grace how long calls may take to end; zero or more
   * @return a future that completes when all calls have unwound
   */
  public CompletableFuture<@Nullable Void> close(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace must not be negative, not " + grace);
    }
    return end(member -> member.close(grace));
  }

  /** Completes when it has been closed and all calls have unwound. */
  public CompletableFuture<@Nullable Void> closed() {
    return ended.copy();
  }

  private CompletableFuture<@Nullable Void> end(Function<Ending, CompletableFuture<?>> howToEnd) {
    synchronized (members) {
      closed = true;
    }
    CompletableFuture<?>[] ends =
        members().stream().map(howToEnd).toArray(CompletableFuture<?>[]::new);
    var _ = CompletableFuture.allOf(ends).whenComplete((nothing, failure) -> ended.complete(null));
    return ended.copy();
  }

  /**
   * Adds what is to end with the tenant.
   *
   * @throws InstanceClosedException if the tenant is closed
   */
  void add(Ending member) {
    synchronized (members) {
      if (closed) {
        throw new InstanceClosedException(this + " is closed");
      }
      members.add(member);
    }
    var _ = member.closed().whenComplete((nothing, failure) -> remove(member));
  }

  /** Takes out what is over or never came to be. */
  void remove(Ending member) {
    synchronized (members) {
      members.remove(member);
    }
  }

  private List<Ending> members() {
    synchronized (members) {
      return List.copyOf(members);
    }
  }

  CallBound bound() {
    return bound;
  }

  MemoryBudget memory() {
    return memory;
  }

  @Nullable Fuel fuel() {
    return fuel;
  }

  @Override
  public String toString() {
    return "tenant \"" + name + "\"";
  }

  /** The tenant, as the one around it sees it. */
  private final class End implements Ending {

    Tenant tenant() {
      return Tenant.this;
    }

    @Override
    public void close() {
      var _ =
          end(member -> {
            member.close();
            return member.closed();
          });
    }

    @Override
    public CompletableFuture<?> close(Duration grace) {
      return Tenant.this.close(grace);
    }

    @Override
    public CompletableFuture<?> closed() {
      return Tenant.this.closed();
    }
  }

  /** Collects what a tenant may use. Not thread-safe. */
  public static final class Builder {

    private final String name;
    private int maxCalls = Integer.MAX_VALUE;
    private long maxMemory = Long.MAX_VALUE;
    private @Nullable Fuel fuel;
    private @Nullable Tenant outer;

    private Builder(String name) {
      this.name = name;
    }

    /**
     * How many calls of all its instances may be in flight, queued and suspended ones included; a
     * call beyond fails with {@link CallRejectedException}. Unbounded by default. Who waits for an
     * instance of a pool has no call in flight yet; {@link InstancePool.Builder#maxWaiting} bounds
     * those.
     *
     * @param calls at least 1
     */
    public Builder maxCalls(int calls) {
      maxCalls = AsyncInstance.Builder.requireCalls(calls);
      return this;
    }

    /**
     * How much linear memory all its instances may have; see {@link MemoryBudget}. Unbounded by
     * default.
     *
     * @param bytes at least 0
     */
    public Builder maxMemory(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("maxMemory must not be negative, not " + bytes);
      }
      maxMemory = bytes;
      return this;
    }

    /**
     * Meters its instances, which pay with this fuel unless they are given their own; not metered
     * by default.
     */
    public Builder fuel(Fuel fuel) {
      this.fuel = Objects.requireNonNull(fuel, "fuel");
      return this;
    }

    /**
     * The tenant of which this one is a part: what it uses counts for both, and both end with it.
     */
    public Builder within(Tenant whole) {
      outer = Objects.requireNonNull(whole, "whole");
      return this;
    }

    /**
     * The tenant, without instances as yet.
     *
     * @throws InstanceClosedException if the one that it is to be part of is closed
     */
    public Tenant build() {
      return new Tenant(this);
    }
  }
}
