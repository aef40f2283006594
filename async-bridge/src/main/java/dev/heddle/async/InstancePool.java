package dev.heddle.async;

import dev.heddle.async.await.Failures;
import dev.heddle.async.call.Ending;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FunctionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolBuilder;
import reactor.pool.PoolShutdownException;
import reactor.pool.PooledRef;

/**
 * Instances of one module that are leased, one for each call or for several, so that many calls run
 * at a time in guests that take one after the other.
 *
 * <p>The first instance is initialised, and prepared if the builder says how; the others start from
 * a {@linkplain Snapshot snapshot} of it, in microseconds, and go back to it after each lease. An
 * instance in which a call trapped or was stopped is never leased again as it is. {@link Reuse}
 * says what else may be.
 *
 * <p>Who finds all instances leased waits, in the order of asking, up to a bound. Thread-safe.
 */
public final class InstancePool implements Callee, AutoCloseable {

  private final Template template;
  private final InstrumentedPool<PoolMember> pool;
  private final Set<PoolMember> members = ConcurrentHashMap.newKeySet();
  private final int maxWaiting;
  private final int maxSize;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  /** How its tenant ends it, which knows it as long as the pool does. */
  private final Ending ending =
      new Ending() {
        @Override
        public void close() {
          InstancePool.this.close();
        }

        @Override
        public CompletableFuture<?> close(Duration grace) {
          return InstancePool.this.close(grace).toFuture();
        }

        @Override
        public CompletableFuture<?> closed() {
          return ended.copy();
        }
      };

  private InstancePool(Builder builder) {
    AsyncInstance.Builder instances = builder.instances.copy();
    builder.listeners.forEach(instances::listener);
    this.template = new Template(instances, builder.reuse, builder.preparation);
    this.maxWaiting = builder.maxWaiting;
    this.maxSize = builder.maxSize;
    this.pool =
        PoolBuilder.from(Mono.defer(this::make))
            .sizeBetween(builder.minSize, builder.maxSize)
            .maxPendingAcquire(builder.maxWaiting)
            .releaseHandler(PoolMember::comeBack)
            .destroyHandler(this::end)
            .evictionPredicate((member, metadata) ->
                member.isSpent() || isIdleTooLong(builder.maxIdle, metadata.idleTime()))
            .buildPool();
    Tenant tenant = builder.instances.tenant();
    if (tenant != null) {
      tenant.add(ending);
    }
  }

  private static boolean isIdleTooLong(Optional<Duration> most, long idleMillis) {
    return most.isPresent() && idleMillis > most.get().toMillis();
  }

  /**
   * A builder for a pool.
   *
   * @param instances how its instances are made, as it is when the pool is built
   */
  public static Builder builder(AsyncInstance.Builder instances) {
    return new Builder(instances);
  }

  private Mono<PoolMember> make() {
    return template
        .make()
        .map(member -> {
          members.add(member);
          if (closed) {
            member.instance().close();
          }
          return member;
        });
  }

  private Mono<Void> end(PoolMember member) {
    return member.end().doFinally(signal -> members.remove(member));
  }

  @Override
  public <R> GuestTask<@Nullable R> task(
      String export, Class<R> result, @Nullable Object... arguments) {
    return function(export).task(result, arguments);
  }

  @Override
  public long memoryBytes() {
    return members.stream().mapToLong(member -> member.instance().memoryBytes()).sum();
  }

  /** The module of the instances. */
  @Override
  public WasmModule module() {
    return template.module();
  }

  /**
   * The exported function of this name.
   *
   * @throws IllegalArgumentException if there is no such export or it is not a function; the
   *     message lists what there is
   */
  public PooledFunction function(String name) {
    for (ExportType export : module().exports()) {
      if (export.name().equals(name) && export.type() instanceof FunctionType type) {
        return new PooledFunction(this, name, type, CallOptions.defaults().withName(name));
      }
    }
    List<String> names =
        module().exports().stream()
            .filter(export -> export.type() instanceof FunctionType)
            .map(ExportType::name)
            .limit(50)
            .toList();
    throw new IllegalArgumentException(
        module() + " exports no function \"" + name + "\"; its functions are " + names);
  }

  // ---- a lease for a call

  /** As {@link #mono(CallOptions, GuestTask)} with the default options. */
  public <T> Mono<T> mono(GuestTask<? extends @Nullable T> task) {
    return mono(CallOptions.defaults(), task);
  }

  /**
   * Runs Java code that drives a guest as one call, in an instance leased for it, for every
   * subscriber. Its deadline includes waiting for the instance. It completes when the instance is
   * back. Otherwise as {@link AsyncInstance#mono(CallOptions, GuestTask)}.
   */
  @Override
  public <T> Mono<T> mono(CallOptions options, GuestTask<? extends @Nullable T> task) {
    Objects.requireNonNull(task, "task");
    return Mono.defer(() -> {
      long start = System.nanoTime();
      return Mono.usingWhen(
          acquire(options),
          reference -> reference.poolable().instance().<T>mono(rest(options, start), task),
          PooledRef::release,
          (reference, failure) -> reference.release(),
          PooledRef::release);
    });
  }

  /**
   * Runs Java code that drives a guest as one call, in an instance leased for it, for every
   * subscriber, who gets what {@linkplain GuestCall#emit it or its imports emit}. Its deadline
   * includes waiting for the instance. Otherwise as {@link AsyncInstance#flux(CallOptions, Class,
   * GuestTask)}.
   */
  @Override
  public <T> Flux<T> flux(CallOptions options, Class<T> item, GuestTask<?> task) {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(task, "task");
    return Flux.defer(() -> {
      long start = System.nanoTime();
      return Flux.usingWhen(
          acquire(options),
          reference -> reference.poolable().instance().flux(rest(options, start), item, task),
          PooledRef::release,
          (reference, failure) -> reference.release(),
          PooledRef::release);
    });
  }

  /** As {@link #future(CallOptions, GuestTask)} with the default options. */
  public <T extends @Nullable Object> CompletableFuture<T> future(GuestTask<? extends T> task) {
    return future(CallOptions.defaults(), task);
  }

  /**
   * Runs Java code that drives a guest as one call, in an instance leased for it, now. Cancelling
   * the future stops the call, or ends the wait for an instance; it does not wait for the guest to
   * unwind, as the instance is the pool's.
   */
  @SuppressWarnings({"NullAway", "unchecked"}) // what a task gives is null only if T says so
  @Override
  public <T extends @Nullable Object> CompletableFuture<T> future(
      CallOptions options, GuestTask<? extends T> task) {
    return (CompletableFuture<T>) this.<Object>mono(options, task).toFuture();
  }

  /** As {@link #call(CallOptions, GuestTask)} with the default options. */
  public <T extends @Nullable Object> T call(GuestTask<? extends T> task)
      throws InterruptedException {
    return call(CallOptions.defaults(), task);
  }

  /**
   * Runs Java code that drives a guest as one call, in an instance leased for it, and waits for its
   * end. Its deadline includes waiting for the instance. Otherwise as {@link
   * AsyncInstance#call(CallOptions, GuestTask)}.
   */
  @Override
  public <T extends @Nullable Object> T call(CallOptions options, GuestTask<? extends T> task)
      throws InterruptedException {
    Objects.requireNonNull(task, "task");
    long start = System.nanoTime();
    try (InstanceLease lease = lease(options)) {
      return lease.instance().call(rest(options, start), task);
    }
  }

  // ---- a lease for several calls

  /**
   * Leases an instance for as long as what {@code use} makes of it is subscribed to, for every
   * subscriber.
   *
   * @param use what to do with the instance, which goes back when it ends or is cancelled
   */
  public <T> Flux<T> session(Function<? super AsyncInstance, ? extends Publisher<T>> use) {
    Objects.requireNonNull(use, "use");
    return Flux.usingWhen(
        acquire(CallOptions.defaults().withName("session")),
        reference -> use.apply(reference.poolable().instance()),
        PooledRef::release,
        (reference, failure) -> reference.release(),
        PooledRef::release);
  }

  /** Leases an instance for every subscriber, who gives it back. */
  public Mono<InstanceLease> acquire() {
    return acquire(CallOptions.defaults().withName("lease")).map(InstanceLease::new);
  }

  /**
   * Leases an instance and waits for it, which blocks the current thread, or parks the call that
   * runs on it.
   *
   * @throws CallRejectedException if as many wait as may
   * @throws InstanceClosedException if the pool is closed
   * @throws InterruptedException if the thread was interrupted meanwhile
   * @throws IllegalStateException on a thread of Reactor that must not block
   */
  public InstanceLease lease() throws InterruptedException {
    return lease(CallOptions.defaults().withName("lease"));
  }

  private InstanceLease lease(CallOptions options) throws InterruptedException {
    boolean inCall = GuestCall.isPresent();
    if (!inCall && Schedulers.isInNonBlockingThread()) {
      throw new IllegalStateException(
          "a lease is asked for in blocking style on thread \""
              + Thread.currentThread().getName()
              + "\", which must not block: use acquire, session, mono or future there");
    }
    LeaseTaker taker = acquire(options).subscribeWith(new LeaseTaker());
    try {
      return inCall ? GuestCall.current().await(taker.taken()) : taker.taken().get();
    } catch (ExecutionException e) {
      throw Failures.rethrow(Failures.unwrapped(e));
    } catch (Throwable stopped) {
      taker.giveUp();
      throw stopped;
    }
  }

  private Mono<PooledRef<PoolMember>> acquire(CallOptions options) {
    return (options.deadline().isPresent()
            ? pool.acquire(options.deadline().get())
            : pool.acquire())
        .onErrorMap(failure -> explained(failure, options));
  }

  private Throwable explained(Throwable failure, CallOptions options) {
    if (failure instanceof PoolAcquirePendingLimitException) {
      return new CallRejectedException(
          "\""
              + options.name()
              + "\" was rejected: all instances of the pool are leased, "
              + maxWaiting
              + " wait for one, and no more may",
          maxWaiting,
          maxWaiting);
    }
    if (failure instanceof PoolAcquireTimeoutException) {
      Duration deadline = options.deadline().orElseThrow();
      return new DeadlineExceededException(
          "\""
              + options.name()
              + "\" exceeded its deadline of "
              + deadline
              + " while it waited for an instance of the pool",
          deadline);
    }
    if (failure instanceof PoolShutdownException
        || (closed && failure instanceof CancellationException)) {
      return new InstanceClosedException(
          "\"" + options.name() + "\" was made after its pool was closed");
    }
    return failure;
  }

  /** The options of a call, part of whose time is over. */
  private static CallOptions rest(CallOptions options, long start) {
    if (options.deadline().isEmpty()) {
      return options;
    }
    Duration rest = options.deadline().get().minusNanos(System.nanoTime() - start);
    return options.withDeadline(rest.isPositive() ? rest : Duration.ofNanos(1));
  }

  // ---- the pool

  /**
   * Makes the first instance and as many as there are to be at least, when subscribed to; without,
   * they are made when they are first needed.
   *
   * @return how many were made
   */
  public Mono<Integer> warmUp() {
    return pool.warmup();
  }

  /** How many instances there may be. */
  public int maxSize() {
    return maxSize;
  }

  /** How it is used now. */
  public PoolUse use() {
    var metrics = pool.metrics();
    return new PoolUse(
        metrics.acquiredSize(),
        metrics.idleSize(),
        metrics.pendingAcquireSize(),
        ended.isDone() ? 0 : members.size());
  }

  /** All calls in flight in its instances, with their stacks. */
  public CallDump dump() {
    return CallDump.of(
        members.stream().map(member -> member.instance().scope()).toList(), use().waiting());
  }

  /**
   * Closes all instances: calls in flight are stopped with {@link InstanceClosedException}, and who
   * waits for an instance gets the same. Returns without waiting; see {@link #closed()}.
   */
  @Override
  public void close() {
    end(instance -> {
      instance.close();
      return instance.closed();
    });
  }

  /**
   * Closes the pool gently: no more leases, and those there are may come back by themselves within
   * a time, after which their instances are closed as by {@link #close()}.
   *
   * @param grace how long they may take; zero or more
   */
  public Mono<Void> close(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace must not be negative, not " + grace);
    }
    return Mono.defer(() -> {
      end(instance -> instance.close(grace));
      return closed();
    });
  }

  private void end(Function<AsyncInstance, CompletableFuture<?>> howToEnd) {
    closed = true;
    pool.dispose();
    List<CompletableFuture<?>> ends = new ArrayList<>();
    ends.add(template.close());
    members.forEach(member -> ends.add(howToEnd.apply(member.instance())));
    var _ =
        CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
            .whenComplete((nothing, failure) -> ended.complete(null));
  }

  /** Completes when the pool has been closed and the calls of all instances have unwound. */
  public Mono<Void> closed() {
    return Mono.fromFuture(ended, true);
  }

  @Override
  public String toString() {
    return "pool of instances of " + module();
  }

  /** Collects what a pool is made with. Not thread-safe. */
  public static final class Builder {

    private static final int DEFAULT_SIZE = 16;
    private static final int DEFAULT_WAITING = 1_000;

    private final AsyncInstance.Builder instances;
    private Reuse reuse = Reuse.RESTORED;
    private int minSize;
    private int maxSize = DEFAULT_SIZE;
    private int maxWaiting = DEFAULT_WAITING;
    private Optional<Duration> maxIdle = Optional.empty();
    private @Nullable GuestTask<?> preparation;
    private final List<CallListener> listeners = new ArrayList<>();

    private Builder(AsyncInstance.Builder instances) {
      if (instances.hasStore()) {
        throw new IllegalArgumentException(
            "each instance of a pool needs a store of its own: leave out store(...)");
      }
      this.instances = instances;
    }

    /** Another builder that is as this one is now. */
    public Builder copy() {
      Builder copy = new Builder(instances.copy());
      copy.reuse = reuse;
      copy.minSize = minSize;
      copy.maxSize = maxSize;
      copy.maxWaiting = maxWaiting;
      copy.maxIdle = maxIdle;
      copy.preparation = preparation;
      copy.listeners.addAll(listeners);
      return copy;
    }

    /**
     * How many instances there may be, all leased or idle ones together; 16 by default.
     *
     * @param most at least 1
     */
    public Builder size(int most) {
      return size(0, most);
    }

    /**
     * How many instances there are from {@link InstancePool#warmUp} on, and how many there may be.
     *
     * @param least from 0 to {@code most}
     * @param most at least 1
     */
    public Builder size(int least, int most) {
      if (least < 0 || most < 1 || least > most) {
        throw new IllegalArgumentException(
            "a pool has 0 or more instances to 1 or more, not " + least + " to " + most);
      }
      minSize = least;
      maxSize = most;
      return this;
    }

    /**
     * How many may wait for an instance; who comes then fails with {@link CallRejectedException}.
     * 1,000 by default.
     *
     * @param most at least 0
     */
    public Builder maxWaiting(int most) {
      if (most < 0) {
        throw new IllegalArgumentException("maxWaiting must not be negative, not " + most);
      }
      maxWaiting = most;
      return this;
    }

    /** Adds a listener to what the calls of all its instances do. */
    public Builder listener(CallListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** The module of its instances. */
    public WasmModule module() {
      return instances.module();
    }

    /** What becomes of instances that come back; {@link Reuse#RESTORED} by default. */
    public Builder reuse(Reuse how) {
      reuse = Objects.requireNonNull(how, "reuse");
      return this;
    }

    /**
     * After how long idle instances are closed when somebody asks for one; never by default.
     *
     * @param time more than zero
     */
    public Builder maxIdle(Duration time) {
      maxIdle = Optional.of(CallOptions.requirePositive(time));
      return this;
    }

    /**
     * What is done once, in the first instance, after it was initialised and before the snapshot is
     * taken that the others start from: opening a database, booting a language. Where there is no
     * snapshot, it is done in each instance.
     */
    public Builder prepare(GuestTask<?> task) {
      preparation = Objects.requireNonNull(task, "task");
      return this;
    }

    /**
     * The pool, without instances as yet.
     *
     * @throws InstanceClosedException if the tenant of its instances is closed
     */
    public InstancePool build() {
      return new InstancePool(this);
    }
  }
}
