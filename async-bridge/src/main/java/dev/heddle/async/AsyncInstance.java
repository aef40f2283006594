package dev.heddle.async;

import dev.heddle.async.await.Adapters;
import dev.heddle.async.call.CallBound;
import dev.heddle.async.call.CallScope;
import dev.heddle.async.stack.StackChoice;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An instance of a module whose exports are called asynchronously, and whose imports may wait.
 *
 * <p>Thread-safe. Each call runs on a virtual thread of its own; at most one call at a time runs
 * code of the instance's {@link Store}, and {@link Concurrency} says what happens while it waits.
 * Every call ends: with its result, with what was thrown, or, after its guest has unwound, with the
 * reason for which it was stopped. After any of them the instance is ready for the next, except
 * that a call that trapped or was stopped may have left the guest's own data half written.
 *
 * <p>Within a call, exports may be called synchronously through {@link #instance()}; they are part
 * of the call then.
 */
public final class AsyncInstance implements Callee, AutoCloseable {

  private final CallScope scope;
  private final Instance instance;

  private AsyncInstance(CallScope scope, Instance instance) {
    this.scope = scope;
    this.instance = instance;
  }

  /** A builder for an instance of {@code module}. */
  public static Builder builder(WasmModule module) {
    return new Builder(module);
  }

  /**
   * A builder for an instance that starts from a snapshot, whose start function and {@code
   * _initialize} are not run.
   */
  public static Builder builder(Snapshot snapshot) {
    return new Builder(snapshot);
  }

  /** The module it is an instance of. */
  @Override
  public WasmModule module() {
    return instance.module();
  }

  @Override
  public <R> GuestTask<@Nullable R> task(
      String export, Class<R> result, @Nullable Object... arguments) {
    return function(export).task(result, arguments);
  }

  @Override
  public long memoryBytes() {
    long bytes = 0;
    for (int index = 0; index < module().memories().size(); index++) {
      bytes += instance.memory(index).size();
    }
    return bytes;
  }

  /** The engine's instance, to be touched only from within a call. */
  public Instance instance() {
    return instance;
  }

  /**
   * Whether the current thread runs a call of this instance's store, so that exports may be called
   * synchronously through {@link #instance()}, as part of that call.
   */
  public boolean isRunningHere() {
    return scope.isRunningHere();
  }

  /**
   * The exported function of this name.
   *
   * @throws IllegalArgumentException if there is no such export or it is not a function; the
   *     message lists what there is
   */
  public AsyncFunction function(String name) {
    return new AsyncFunction(
        scope, name, instance.function(name), CallOptions.defaults().withName(name));
  }

  /** A function that was found otherwise. */
  AsyncFunction function(WasmFunction found) {
    String name = found.name();
    boolean own = found.store().map(instance.store()::equals).orElseGet(() -> exports(found));
    if (!own) {
      throw new IllegalArgumentException(
          "expected a function of a guest in the store of "
              + instance
              + ", found "
              + found
              + (found.store().isEmpty() ? ", a host function" : " of another store"));
    }
    return new AsyncFunction(scope, name, found, CallOptions.defaults().withName(name));
  }

  private boolean exports(WasmFunction found) {
    return instance.exports().values().stream().anyMatch(export -> export == found);
  }

  /** As {@link #mono(CallOptions, GuestTask)} with the default options. */
  public <T> Mono<T> mono(GuestTask<? extends @Nullable T> task) {
    return mono(CallOptions.defaults(), task);
  }

  /**
   * Runs Java code that drives the guest as one call for every subscriber. Otherwise as {@link
   * AsyncFunction#mono}.
   */
  @Override
  public <T> Mono<T> mono(CallOptions options, GuestTask<? extends @Nullable T> task) {
    return scope.mono(options, Objects.requireNonNull(task, "task"));
  }

  /** As {@link #flux(CallOptions, Class, GuestTask)} with the default options. */
  public <T> Flux<T> flux(Class<T> item, GuestTask<?> task) {
    return flux(CallOptions.defaults(), item, task);
  }

  /**
   * Runs Java code that drives the guest as one call for every subscriber, who gets what
   * {@linkplain GuestCall#emit it or its imports emit}. Otherwise as {@link AsyncFunction#flux}.
   */
  @Override
  public <T> Flux<T> flux(CallOptions options, Class<T> item, GuestTask<?> task) {
    Objects.requireNonNull(item, "item");
    return scope.flux(options, item, Objects.requireNonNull(task, "task"));
  }

  /** As {@link #future(CallOptions, GuestTask)} with the default options. */
  public <T extends @Nullable Object> CompletableFuture<T> future(GuestTask<? extends T> task) {
    return future(CallOptions.defaults(), task);
  }

  /**
   * Runs Java code that drives the guest as one call, now. Otherwise as {@link
   * AsyncFunction#future}.
   */
  @Override
  public <T extends @Nullable Object> CompletableFuture<T> future(
      CallOptions options, GuestTask<? extends T> task) {
    return scope.future(options, Objects.requireNonNull(task, "task"));
  }

  /** As {@link #call(CallOptions, GuestTask)} with the default options. */
  public <T extends @Nullable Object> T call(GuestTask<? extends T> task)
      throws InterruptedException {
    return call(CallOptions.defaults(), task);
  }

  /**
   * Runs Java code that drives the guest as one call, and waits for its end. Otherwise as {@link
   * AsyncFunction#call}.
   */
  @Override
  public <T extends @Nullable Object> T call(CallOptions options, GuestTask<? extends T> task)
      throws InterruptedException {
    return scope.run(options, Objects.requireNonNull(task, "task"));
  }

  /**
   * Takes a snapshot, as a call with its place in the queue.
   *
   * <p>It fails with {@link IllegalStateException} if other calls are halfway through the instance,
   * which happens only if calls are {@linkplain Concurrency#INTERLEAVED interleaved}: what they
   * have in the guest's memory would be in the snapshot. Otherwise as {@link Snapshot#of}.
   */
  public CompletableFuture<Snapshot> snapshot() {
    return scope.alone("snapshot", false, call -> Snapshot.of(instance));
  }

  /**
   * Puts the instance back to the state of a snapshot, as a call with its place in the queue.
   *
   * <p>It fails as {@link #snapshot} does, with the instance as it was, and otherwise as {@link
   * Snapshot#restore}.
   */
  public CompletableFuture<@Nullable Void> restore(Snapshot snapshot) {
    Objects.requireNonNull(snapshot, "snapshot");
    return scope.alone(
        "restore",
        true,
        call -> {
          snapshot.restore(instance);
          return null;
        });
  }

  /** What calls have for their stacks in the guest's memory now, see {@link StackRegions}. */
  public GuestStacks stacks() {
    return GuestStacks.of(scope.stackCounts(), scope.policy());
  }

  /** Whether a call was cut short since it was made or restored: its data may be half written. */
  boolean isDisturbed() {
    return scope.isDisturbed();
  }

  /** Stops all its calls, and completes when they have unwound, or fails after a time. */
  CompletableFuture<@Nullable Void> stopAll(String why, Duration limit) {
    return scope.stopAll(why, limit);
  }

  /** What all calls in flight are doing, oldest first. */
  public List<CallSnapshot> calls() {
    return scope.snapshot();
  }

  /** All calls in flight with their stacks, for people and for programs. */
  public CallDump dump() {
    return CallDump.of(List.of(scope), 0);
  }

  CallScope scope() {
    return scope;
  }

  /**
   * Stops all calls with {@link InstanceClosedException}, those in the queue at once, and lets no
   * more start. Returns without waiting; see {@link #closed()}. Further calls of it do nothing.
   */
  @Override
  public void close() {
    scope.close();
  }

  /**
   * Closes the instance gently, for a new one to take its place: calls in flight and in the queue
   * may end by themselves within a time, and no more are made. What has not ended then is stopped
   * as by {@link #close()}, which may also be called before.
   *
   * <p>Calls that are made after this fail with {@link InstanceClosedException}, and so do {@code
   * Mono}s that are subscribed to; not so those that a call in flight makes on its own thread, as
   * it may need them to end. The shortest time counts if it is called again.
   *
   * @param grace how long calls may take to end; zero or more
   * @return a future that completes when all calls have unwound, as {@link #closed()} does
   */
  public CompletableFuture<@Nullable Void> close(Duration grace) {
    return scope.close(grace);
  }

  /** A future that completes when the instance has been closed and all its calls have unwound. */
  public CompletableFuture<@Nullable Void> closed() {
    return scope.closed();
  }

  @Override
  public String toString() {
    return "async instance of " + instance.module();
  }

  /** Collects what an instance is made with. Not thread-safe. */
  public static final class Builder {

    private final WasmModule module;
    private final @Nullable Snapshot snapshot;
    private AsyncImports imports = AsyncImports.none();
    private Limits limits = Limits.defaults();
    private @Nullable Fuel fuel;
    private @Nullable Store store;
    private Semantics semantics = Semantics.RELAXED;
    private @Nullable Concurrency policy;
    private int maxQueuedCalls = Integer.MAX_VALUE;
    private int maxCalls = Integer.MAX_VALUE;
    private boolean findsLostFutures;
    private @Nullable Tenant tenant;
    private Optional<Duration> defaultDeadline = Optional.empty();
    private Duration computeSlice = Duration.ofMillis(10);
    private boolean initialize = true;
    private @Nullable Execution execution;
    private StackChoice stack = StackChoice.USUAL;
    private StackRegions regions = StackRegions.automatic();
    private final List<AwaitAdapter> adapters = new ArrayList<>();
    private final List<CallListener> listeners = new ArrayList<>();
    private Carrier carrier = Carrier.jdk();

    private Builder(WasmModule module) {
      this.module = Objects.requireNonNull(module, "module");
      this.snapshot = null;
    }

    private Builder(Snapshot snapshot) {
      this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
      this.module = snapshot.module();
    }

    private Builder(Builder other, @Nullable Snapshot snapshot) {
      this.module = other.module;
      this.snapshot = snapshot;
      this.imports = other.imports;
      this.limits = other.limits;
      this.fuel = other.fuel;
      this.store = other.store;
      this.semantics = other.semantics;
      this.policy = other.policy;
      this.maxQueuedCalls = other.maxQueuedCalls;
      this.maxCalls = other.maxCalls;
      this.findsLostFutures = other.findsLostFutures;
      this.tenant = other.tenant;
      this.defaultDeadline = other.defaultDeadline;
      this.computeSlice = other.computeSlice;
      this.initialize = other.initialize;
      this.execution = other.execution;
      this.stack = other.stack;
      this.regions = other.regions;
      this.adapters.addAll(other.adapters);
      this.listeners.addAll(other.listeners);
      this.carrier = other.carrier;
    }

    /** Another builder that is as this one is now. */
    public Builder copy() {
      return new Builder(this, snapshot);
    }

    /** The same, for instances that start from a snapshot. */
    Builder startingFrom(Snapshot start) {
      return new Builder(this, start);
    }

    /** What it builds instances of. */
    public WasmModule module() {
      return module;
    }

    /** Whether all it builds would be in one store. */
    boolean hasStore() {
      return store != null;
    }

    /** What the module is linked with; nothing by default. */
    public Builder imports(AsyncImports imports) {
      this.imports = Objects.requireNonNull(imports, "imports");
      return this;
    }

    /** How much the instance may use; {@link Limits#defaults()} by default. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Meters the instance: its calls pay with this fuel for what they execute. Its {@code Refill}
     * may wait through {@link GuestCall#await}, as host functions do. Not metered by default.
     */
    public Builder fuel(Fuel fuel) {
      this.fuel = Objects.requireNonNull(fuel, "fuel");
      return this;
    }

    /**
     * The store the instance shall live in; a new one by default. Instances that import from each
     * other need the same one.
     */
    public Builder store(Store store) {
      this.store = Objects.requireNonNull(store, "store");
      return this;
    }

    /** When calls and imports may suspend, and do; {@link Semantics#RELAXED} by default. */
    public Builder semantics(Semantics semantics) {
      this.semantics = Objects.requireNonNull(semantics, "semantics");
      return this;
    }

    /**
     * Whether other calls run while one waits; {@link Concurrency#SERIAL} by default, and {@link
     * Concurrency#INTERLEAVED} under {@link Semantics#STRICT}.
     */
    public Builder policy(Concurrency policy) {
      this.policy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * How many calls of this instance may wait to start; a call beyond fails with {@link
     * CallRejectedException}. Calls that have started do not count. Unbounded by default.
     *
     * @param calls at least 0; with 0 a call must be able to start at once
     */
    public Builder maxQueuedCalls(int calls) {
      if (calls < 0) {
        throw new IllegalArgumentException("maxQueuedCalls must not be negative, not " + calls);
      }
      maxQueuedCalls = calls;
      return this;
    }

    /**
     * How many calls of this instance may be in flight, queued, running and suspended ones
     * together; a call beyond fails with {@link CallRejectedException}. Unbounded by default.
     *
     * @param calls at least 1
     */
    public Builder maxCalls(int calls) {
      maxCalls = requireCalls(calls);
      return this;
    }

    static int requireCalls(int calls) {
      if (calls < 1) {
        throw new IllegalArgumentException("maxCalls must be at least 1, not " + calls);
      }
      return calls;
    }

    /**
     * Whether calls fail with {@link LostFutureException} that wait for a future which nobody can
     * complete any more, since all have let go of it; otherwise they wait until they are stopped.
     * Not so by default.
     *
     * <p>It is found after a garbage collection, for {@code CompletionStage}s that an import
     * returns or that are given to {@code await} without being kept in a variable; never for one
     * that somebody still can complete. The price: a future that is lost is not cancelled when its
     * call ends, and what hangs on it, to close something for example, is not run.
     */
    public Builder findLostFutures(boolean find) {
      findsLostFutures = find;
      return this;
    }

    /** Whose instance it is: what it uses counts for the tenant, and it is closed with that. */
    public Builder tenant(Tenant owner) {
      tenant = Objects.requireNonNull(owner, "owner");
      return this;
    }

    /** Whose instances it builds, if anybody's. */
    @Nullable Tenant tenant() {
      return tenant;
    }

    /**
     * The deadline of calls that are not given one; none by default. It holds for the start
     * function and {@code _initialize} under {@link #buildAsync()} too.
     *
     * @param deadline more than zero
     */
    public Builder defaultDeadline(Duration deadline) {
      defaultDeadline = Optional.of(CallOptions.requirePositive(deadline));
      return this;
    }

    /**
     * For how long a call may compute before it gives way to other calls and other virtual threads
     * of the JVM; 10 ms by default. Where more calls compute than there are carrier threads, they
     * take turns of this length, in the order of asking.
     *
     * <p>It is looked after at the polls of guest code, some milliseconds too late at times. Giving
     * way lets nobody into the store: the call keeps its turn there.
     *
     * @param slice more than zero; below 5 ms as good as that
     */
    public Builder computeSlice(Duration slice) {
      if (!slice.isPositive()) {
        throw new IllegalArgumentException("computeSlice must be more than zero, not " + slice);
      }
      computeSlice = slice;
      return this;
    }

    /**
     * The global that is the guest's stack pointer, pointing into the module's memory 0. Otherwise
     * as {@link #stackPointer(String, int)}.
     */
    public Builder stackPointer(String name) {
      return stackPointer(name, 0);
    }

    /**
     * The global that is the guest's stack pointer: mutable, of the type of the memory's addresses,
     * pointing to the lower end of a stack that grows downwards. By default the one named {@code
     * __stack_pointer}, and memory 0, if they are there.
     *
     * <p>It is put back to where it was when a call ends, however it ends; and calls that are
     * {@linkplain Concurrency#INTERLEAVED interleaved} each have a {@linkplain #stackRegions region
     * of their own} for it, or get their part of the stack back before they go on. A guest that may
     * have a stack, and whose stack pointer is not known, cannot be interleaved: building it fails.
     * It may have one if it has a memory and a mutable integer global.
     *
     * @param name under which the global is exported or imported, or which the name section has for
     *     it; looked for in this order
     * @param memory the index of the memory in the module, imported ones first
     */
    public Builder stackPointer(String name, int memory) {
      stack = new StackChoice.Named(Objects.requireNonNull(name, "name"), memory, true);
      return this;
    }

    /**
     * The global that is the guest's stack pointer, by its index in the module, imported ones
     * first, for modules that have lost its name. Otherwise as {@link #stackPointer(String, int)}.
     */
    public Builder stackPointer(int global, int memory) {
      stack = new StackChoice.AtIndex(global, memory);
      return this;
    }

    /**
     * Says that the guest keeps no stack in linear memory, so that nothing is looked for, and put
     * back or set aside. Interleaved calls of a guest that has one after all overwrite each other's
     * frames.
     */
    public Builder noStackPointer() {
      stack = StackChoice.NONE;
      return this;
    }

    /**
     * Where interleaved calls have their stacks, {@link StackRegions#automatic()} by default. Calls
     * that are not interleaved need none.
     */
    public Builder stackRegions(StackRegions where) {
      regions = Objects.requireNonNull(where, "stackRegions");
      return this;
    }

    /**
     * How the guest's functions are executed, {@link Execution#standard()} by default: compiled to
     * JVM bytecode once that pays. Calls may wait in both.
     */
    public Builder execution(Execution how) {
      execution = Objects.requireNonNull(how, "execution");
      return this;
    }

    /**
     * Whether to call {@code _initialize} of a module that is a library, which is so by default;
     * see {@link Instance.Builder#initialize}. It runs as the start function does, after it.
     */
    public Builder initialize(boolean call) {
      initialize = call;
      return this;
    }

    /**
     * Which threads carry the calls; {@link Carrier#jdk()} by default.
     *
     * @throws UnsupportedOperationException if this JVM does not allow it; the message says what to
     *     do, see {@link Carrier#orJdk()}
     */
    public Builder carrier(Carrier carrier) {
      carrier.threads();
      this.carrier = carrier;
      return this;
    }

    /** Adds a listener to what the calls of this instance do. */
    public Builder listener(CallListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** Adds an adapter for this instance, which is asked before those that are installed. */
    public Builder awaitAdapter(AwaitAdapter adapter) {
      adapters.add(Objects.requireNonNull(adapter, "adapter"));
      return this;
    }

    /**
     * Makes the instance and runs the module's start function and {@code _initialize} on the
     * current thread; an import that would have to wait in them fails with {@link
     * SuspendException}, unless the current thread runs a call itself. Under {@link
     * Semantics#STRICT} suspending imports fail in any case.
     *
     * @throws dev.heddle.wasm.LinkException if imports are missing, of the wrong type, or of
     *     another store
     * @throws dev.heddle.wasm.LimitExceededException if the module declares more than the limits
     *     allow
     * @throws dev.heddle.wasm.TrapException if a segment does not fit, or one of the two functions
     *     traps
     * @throws IllegalArgumentException if calls would be interleaved and the guest's stack pointer
     *     is not known, or the one that is named or the regions for stacks do not fit; see {@link
     *     #stackPointer(String, int)} and {@link #stackRegions}
     * @throws InstanceClosedException if its tenant is closed
     * @throws IllegalStateException if a call of the given store is running elsewhere
     */
    public AsyncInstance build() {
      Making making = new Making(this);
      return making.scope.instantiateHere(making::run);
    }

    /**
     * Makes the instance and runs the module's start function and {@code _initialize} as a call, in
     * which imports may wait, unless the semantics are {@link Semantics#STRICT}. Failures arrive
     * through the future; cancelling it is cancelling that call.
     */
    public CompletableFuture<AsyncInstance> buildAsync() {
      Making making = new Making(this);
      return making.scope.instantiateAsync(making::run);
    }
  }

  /** An instance in the making, with what the builder held when it was asked to build. */
  private static final class Making {

    private final CallScope scope;
    private final Instance.Builder engine;
    private final WasmModule module;
    private final StackChoice stack;
    private final StackRegions regions;
    private final @Nullable Tenant tenant;

    Making(Builder builder) {
      Store store = builder.store == null ? Store.create() : builder.store;
      Adapters adapters = Adapters.with(builder.adapters);
      boolean strict = builder.semantics == Semantics.STRICT;
      Imports imports = builder.imports.toImports(adapters, builder.semantics);
      Concurrency usual = strict ? Concurrency.INTERLEAVED : Concurrency.SERIAL;
      scope =
          new CallScope(
              store,
              strict,
              builder.policy == null ? usual : builder.policy,
              builder.maxQueuedCalls,
              bound(builder),
              builder.findsLostFutures,
              fuel(builder),
              builder.defaultDeadline,
              builder.computeSlice,
              adapters,
              builder.listeners,
              builder.carrier.threads());
      engine =
          (builder.snapshot == null
                  ? Instance.builder(builder.module)
                  : Instance.builder(builder.snapshot))
              .imports(imports)
              .limits(builder.limits)
              .store(store)
              .initialize(builder.initialize)
              .execution(builder.execution == null ? Execution.standard() : builder.execution);
      Fuel fuel = fuel(builder);
      if (fuel != null) {
        engine.fuel(fuel);
      }
      tenant = builder.tenant;
      if (tenant != null) {
        engine.memoryBudget(tenant.memory());
      }
      module = builder.module;
      stack = builder.stack;
      regions = builder.regions;
    }

    private static @Nullable CallBound bound(Builder builder) {
      CallBound outer = builder.tenant == null ? null : builder.tenant.bound();
      return builder.maxCalls == Integer.MAX_VALUE
          ? outer
          : new CallBound("its instance", builder.maxCalls, outer);
    }

    private static @Nullable Fuel fuel(Builder builder) {
      return builder.fuel == null && builder.tenant != null ? builder.tenant.fuel() : builder.fuel;
    }

    AsyncInstance run() {
      if (tenant != null) {
        tenant.add(scope);
      }
      try {
        return make();
      } catch (Throwable failure) {
        if (tenant != null) {
          tenant.remove(scope);
        }
        throw failure;
      }
    }

    private AsyncInstance make() {
      return new AsyncInstance(scope, scope.make(module, stack, regions.choice(), engine));
    }
  }
}
