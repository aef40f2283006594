package dev.heddle.async.call;

import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallListener;
import dev.heddle.async.CallOptions;
import dev.heddle.async.CallRejectedException;
import dev.heddle.async.CallReport;
import dev.heddle.async.CallSnapshot;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.Entry;
import dev.heddle.async.GuestTask;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.async.await.Adapters;
import dev.heddle.async.await.StageWait;
import dev.heddle.async.baton.Baton;
import dev.heddle.async.baton.Claim;
import dev.heddle.async.baton.Lane;
import dev.heddle.async.carrier.CallThreads;
import dev.heddle.async.carrier.Timing;
import dev.heddle.async.stack.RegionChoice;
import dev.heddle.async.stack.RegionPlan;
import dev.heddle.async.stack.ShadowStack;
import dev.heddle.async.stack.ShadowStacks;
import dev.heddle.async.stack.StackChoice;
import dev.heddle.async.stack.StackCounts;
import dev.heddle.async.stack.StackPointer;
import dev.heddle.async.stack.StackUse;
import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.stack.StackReserve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The calls of one instance: what they have in common, and which are in flight. It exists before
 * its instance does, as start functions are calls too. Thread-safe.
 */
public final class CallScope implements Ending {

  private static final class Instantiation extends Claim {
    @Override
    protected void granted() {
      throw new AssertionError("an instantiation does not queue");
    }

    @Override
    protected boolean isParked() {
      return false;
    }

    @Override
    public String toString() {
      return "an instantiation";
    }
  }

  /** Guarded by itself. */
  private static final Set<CallScope> ALL = Collections.newSetFromMap(new WeakHashMap<>());

  private final Agent agent;
  private final boolean strict;
  private final Concurrency policy;
  private final Lane lane;
  private final @Nullable CallBound bound;
  private final boolean findsLostFutures;
  private final @Nullable Fuel fuel;
  private final Optional<Duration> defaultDeadline;
  private final Adapters adapters;
  private final Duration slice;
  private final List<CallListener> listeners;
  private final CallThreads threads;
  private final Timing timing;

  /** Guarded by the baton. */
  private final Deliveries deliveries;

  private final Set<Call<?>> inFlight = ConcurrentHashMap.newKeySet();
  private final Queue<CompletableFuture<@Nullable Void>> waitForIdle =
      new ConcurrentLinkedQueue<>();
  private final CompletableFuture<@Nullable Void> emptied = new CooperativeFuture<>();
  private volatile boolean draining;
  private volatile boolean closed;
  private volatile boolean disturbed;

  private volatile @Nullable Instance instance;
  private volatile @Nullable Memory memory;
  private volatile @Nullable ShadowStack stack;

  /** A scope without an instance and without calls. */
  public CallScope(
      Store store,
      boolean strict,
      Concurrency policy,
      int maxQueuedCalls,
      @Nullable CallBound bound,
      boolean findsLostFutures,
      @Nullable Fuel fuel,
      Optional<Duration> defaultDeadline,
      Duration slice,
      Adapters adapters,
      List<CallListener> listeners,
      CallThreads threads) {
    this.agent = Agent.of(store);
    this.strict = strict;
    this.policy = policy;
    this.lane = new Lane(maxQueuedCalls);
    this.bound = bound;
    this.findsLostFutures = findsLostFutures;
    if (findsLostFutures) {
      StageWait.prepareToFindLost();
    }
    this.fuel = fuel;
    this.defaultDeadline = defaultDeadline;
    this.slice = slice;
    this.adapters = adapters;
    this.listeners = List.copyOf(listeners);
    this.threads = threads;
    this.timing = Objects.requireNonNullElse(threads.timing(), RealTime.INSTANCE);
    this.deliveries = new Deliveries(timing);
    synchronized (ALL) {
      ALL.add(this);
    }
  }

  /** All scopes whose instances are in use. */
  public static List<CallScope> all() {
    synchronized (ALL) {
      return List.copyOf(ALL);
    }
  }

  // ---- the instance

  /**
   * Runs an instantiation on the current thread, with the store to itself.
   *
   * @throws IllegalStateException if a call of the store is running elsewhere
   */
  public <T> T instantiateHere(Supplier<T> instantiation) {
    Call<?> current = Call.onThisThread();
    if (current != null && agent.baton.holder() == current) {
      return instantiate(current, instantiation);
    }
    Instantiation claim = new Instantiation();
    if (!agent.baton.tryClaim(claim)) {
      throw new IllegalStateException(
          "the store is in use by "
              + agent.baton.holder()
              + ": instantiate with buildAsync(), which waits its turn");
    }
    try {
      return instantiation.get();
    } finally {
      agent.baton.release(claim);
    }
  }

  /**
   * Runs an instantiation as a call, which keeps the baton as there is no instance to share yet.
   */
  public <T> CompletableFuture<T> instantiateAsync(Supplier<T> instantiation) {
    CallFuture<T> future = new CallFuture<>();
    Call<T> call =
        new Call<>(
            this,
            "start",
            true,
            Context.empty(),
            null,
            running -> instantiate((Call<?>) running, instantiation),
            new InstantiationResult<>(this, future));
    future.belongTo(call);
    start(call, defaultDeadline);
    return future;
  }

  private <T> T instantiate(Call<?> running, Supplier<T> instantiation) {
    return strict ? running.withoutSuspending(instantiation) : instantiation.get();
  }

  /**
   * Makes the instance, unless interleaved calls would overwrite a stack in linear memory. Called
   * by who has the store to itself.
   *
   * @throws IllegalArgumentException if they would, or the choice does not fit the module
   */
  public Instance make(
      WasmModule module, StackChoice choice, RegionChoice regions, Instance.Builder engine) {
    StackPointer pointer = StackPointer.find(module, choice);
    RegionPlan plan = pointer == null ? null : plan(module, pointer, regions);
    agent.census.enter(
        this,
        module,
        policy == Concurrency.INTERLEAVED,
        pointer == null && choice != StackChoice.NONE && StackPointer.isPossible(module));
    try {
      if (pointer != null && plan != null && plan.hasRegions()) {
        pointer.bound(module, engine);
      }
      Instance made = engine.build();
      if (pointer != null && plan != null) {
        stack = agent.stacks.add(pointer.of(made, plan));
      }
      memory = mainMemory(made);
      instance = made;
      return made;
    } catch (Throwable failure) {
      agent.census.leave(this);
      throw failure;
    }
  }

  /** Only interleaved calls leave frames behind them while others run. */
  private RegionPlan plan(WasmModule module, StackPointer pointer, RegionChoice regions) {
    return policy == Concurrency.INTERLEAVED
        ? RegionPlan.of(module, pointer, regions)
        : new RegionPlan(regions, null, "calls are not interleaved");
  }

  /** What calls do with the baton while they wait. */
  public Concurrency policy() {
    return policy;
  }

  /** What calls have for their stacks; null if the guest is not known to keep stacks. */
  public @Nullable StackCounts stackCounts() {
    ShadowStack own = stack;
    return own == null ? null : own.counts();
  }

  /** Gives regions that nobody uses back to the guest. */
  @Nullable Void trimStacks() {
    ShadowStack own = stack;
    if (own != null) {
      own.trimRegions();
    }
    return null;
  }

  /** The instance was put back to another state. */
  StackUse restartStacks() {
    ShadowStack own = stack;
    if (own != null) {
      own.forgetRegions();
    }
    return agent.stacks.restart();
  }

  /** As host functions are given it: the first that is exported, or else the first. */
  private static @Nullable Memory mainMemory(Instance instance) {
    for (ExternValue value : instance.exports().values()) {
      if (value instanceof Memory exported) {
        return exported;
      }
    }
    return instance.module().memories().isEmpty() ? null : instance.memory(0);
  }

  Instance instance() {
    Instance made = instance;
    if (made == null) {
      throw new IllegalStateException("the instance is still being made");
    }
    return made;
  }

  Memory memory() {
    Memory main = memory;
    if (main == null) {
      throw new IllegalStateException("the instance has no memory");
    }
    return main;
  }

  // ---- making calls

  /** Starts a call now. */
  public <T extends @Nullable Object> CompletableFuture<T> future(
      CallOptions options, GuestTask<? extends T> task) {
    requireFuel(options);
    CallFuture<T> future = new CallFuture<>();
    Call<T> call = call(options, Context.empty(), task, future);
    future.belongTo(call);
    start(call, options.deadline());
    return future;
  }

  /**
   * Starts a call now and waits for its end: within a call as {@code await} does, elsewhere by
   * blocking the thread.
   *
   * @throws InterruptedException if the thread was interrupted; the call has been stopped then
   * @throws IllegalStateException if the thread must not block
   */
  public <T extends @Nullable Object> T run(CallOptions options, GuestTask<? extends T> task)
      throws InterruptedException {
    requireFuel(options);
    Call<?> current = Call.onThisThread();
    if (current != null) {
      return current.await(this.<T>future(options, task));
    }
    if (Schedulers.isInNonBlockingThread()) {
      throw new IllegalStateException(
          "\""
              + options.name()
              + "\" is called in blocking style on thread \""
              + Thread.currentThread().getName()
              + "\", which must not block: use mono or future there");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before \"" + options.name() + "\" was called");
    }
    BlockingCall<T> outcome = new BlockingCall<>();
    Call<T> call = call(options, Context.empty(), task, outcome);
    // An interrupt would be lost to a thread that carries the call.
    threads.startElsewhere(() -> start(call, options.deadline()));
    return outcome.await(() -> call.stop(cancelled(call), ForeignCode.here()));
  }

  /**
   * Runs, as a call, what is for nobody else to be in the instance.
   *
   * @param what what it is, for the message
   * @param restarts whether the instance is put back to another state by it
   */
  public <T extends @Nullable Object> CompletableFuture<T> alone(
      String what, boolean restarts, GuestTask<? extends T> task) {
    return future(
        CallOptions.defaults().withName(what), new AloneTask<T>(this, what, restarts, task));
  }

  void checkAlone(String what, Call<?> own) {
    List<Call<?>> others =
        inFlight.stream()
            .filter(call -> call != own && !call.isQueued() && !call.hasUnwound())
            .toList();
    if (!others.isEmpty()) {
      throw new IllegalStateException(
          what
              + ": "
              + others.size()
              + " other calls of the instance are halfway through it, "
              + others.getFirst()
              + " for one");
    }
  }

  /** Takes note that the instance was put back to a state. */
  void restored() {
    disturbed = false;
  }

  /** Takes note that a call was cut short by a trap, an exception, or an order to stop. */
  void disturb() {
    disturbed = true;
  }

  /** Whether a call was cut short since the instance was made or put back to a state. */
  public boolean isDisturbed() {
    return disturbed;
  }

  /**
   * Stops all calls, and completes when they have unwound.
   *
   * @param why what the message says about it
   * @param limit how long that may take, after which it fails
   */
  public CompletableFuture<@Nullable Void> stopAll(String why, Duration limit) {
    CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
    waitForIdle.add(idle);
    Future<?> bound =
        timing.after(
            limit,
            () -> timing.elsewhere().execute(() -> idle.completeExceptionally(stillBusy(limit))));
    var _ = idle.whenComplete((nothing, failure) -> bound.cancel(false));
    for (Call<?> call : Call.inOrder(inFlight)) {
      call.stop(new CallCancelledException(call + " was cancelled: " + why), ForeignCode.here());
    }
    tellIfIdle();
    return idle;
  }

  private TimeoutException stillBusy(Duration limit) {
    return new TimeoutException(inFlight.size() + " calls have not unwound within " + limit);
  }

  private void tellIfIdle() {
    if (inFlight.isEmpty()) {
      CompletableFuture<@Nullable Void> idle = waitForIdle.poll();
      while (idle != null) {
        idle.complete(null);
        idle = waitForIdle.poll();
      }
    }
  }

  /** Starts a call for every subscriber. */
  public <T> Mono<T> mono(CallOptions options, GuestTask<? extends @Nullable T> task) {
    requireFuel(options);
    return CallMono.assemble(this, options, task);
  }

  /** Starts a call for every subscriber, who gets what it emits. */
  public <T> Flux<T> flux(
      CallOptions options, Class<T> item, GuestTask<? extends @Nullable Object> task) {
    requireFuel(options);
    return CallFlux.assemble(this, options, item, task);
  }

  <T extends @Nullable Object> Call<T> call(
      CallOptions options,
      ContextView context,
      GuestTask<? extends T> task,
      Completion<T> completion) {
    Call<T> call =
        new Call<>(
            this,
            options.name(),
            policy == Concurrency.SERIAL,
            context,
            fuelOf(options),
            task,
            completion);
    if (options.entry() == Entry.EAGER) {
      call.meetMaker();
    }
    return call;
  }

  /** What a call pays with, if not with all that its instance has. */
  private @Nullable Fuel fuelOf(CallOptions options) {
    Fuel whole = fuel;
    return whole == null || options.fuel().isEmpty()
        ? null
        : whole.part(options.fuel().getAsLong());
  }

  /** Fails if a call is to have fuel of an instance that is not metered. */
  private void requireFuel(CallOptions options) {
    if (fuel == null && options.fuel().isPresent()) {
      throw new IllegalArgumentException(
          "\""
              + options.name()
              + "\" is called with "
              + options.fuel().getAsLong()
              + " units of fuel, but its instance is not metered: give the builder fuel(...)");
    }
  }

  void start(Call<?> call, Optional<Duration> ownDeadline) {
    Call<?> maker = Call.onThisThread();
    if (maker != null) {
      // A guest may have filled the stack that this needs.
      StackReserve.check();
    }
    inFlight.add(call);
    // Published before looking, as close() marks before it looks: one of the two sees the other.
    if (refusesCalls()) {
      call.refuse(closedBefore(call));
      return;
    }
    CallBound full = admit(call);
    if (full != null) {
      call.refuse(tooMany(call, full));
      return;
    }
    ownDeadline
        .or(() -> defaultDeadline)
        .ifPresent(
            time -> call.arm(time, () -> call.stop(expired(call, time), timing.elsewhere())));
    Call<?> holder = maker != null && agent.baton.holder() == maker ? maker : null;
    call.urgent(holder != null && call.meetsMaker());
    call.beginQueueing();
    switch (agent.baton.claim(call, lane)) {
      case TAKEN -> call.granted();
      case QUEUED -> {
        if (!call.endIfQueued() && holder != null) {
          holder.adopt(call);
        }
      }
      case FULL -> call.refuse(rejected(call));
    }
    call.awaitEntry(maker);
  }

  /** Counts a call in, unless that would be one too many; tells for whom. */
  private @Nullable CallBound admit(Call<?> call) {
    // The instance is being made, or kept: nobody's call.
    CallBound own = instance != null && call.isOfUser() ? bound : null;
    if (own == null) {
      return null;
    }
    CallBound full = own.enter();
    if (full == null) {
      call.admitted();
    }
    return full;
  }

  void leave(Call<?> call) {
    if (bound != null && call.wasAdmitted()) {
      bound.leave();
    }
    inFlight.remove(call);
    tellIfIdle();
  }

  // ---- ending

  /**
   * Lets no more calls start but those that calls in flight make on their own threads, and stops
   * all that have not ended after a time.
   */
  @Override
  public CompletableFuture<@Nullable Void> close(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace must not be negative, not " + grace);
    }
    draining = true;
    if (grace.isZero()) {
      close();
      return closed();
    }
    Future<?> bound = timing.after(grace, () -> close(timing.elsewhere()));
    var _ = emptied.whenComplete((nothing, failure) -> bound.cancel(false));
    checkClosed();
    return closed();
  }

  private boolean refusesCalls() {
    if (closed) {
      return true;
    }
    Call<?> maker = Call.onThisThread();
    return draining && (maker == null || !inFlight.contains(maker));
  }

  /** Stops all calls, and lets no more start. */
  @Override
  public void close() {
    close(ForeignCode.here());
  }

  private void close(Executor foreign) {
    closed = true;
    // The queued ones first, or each would start, only to find the instance closed, as those before
    // it end.
    Call.inOrder(inFlight).stream()
        .filter(Call::isQueued)
        .forEach(call -> stopForClosing(call, foreign));
    Call.inOrder(inFlight).forEach(call -> stopForClosing(call, foreign));
    foreign.execute(this::checkClosed);
  }

  /** Stops a call that was granted its start while the scope was being closed. */
  void stopIfClosed(Call<?> call) {
    if (closed) {
      stopForClosing(call, ForeignCode.here());
    }
  }

  private void stopForClosing(Call<?> call, Executor foreign) {
    call.stop(closedDuring(call), foreign);
  }

  /** Completes when the scope has been closed and all calls have ended. */
  @Override
  public CompletableFuture<@Nullable Void> closed() {
    return emptied.copy();
  }

  void checkClosed() {
    if ((closed || draining) && inFlight.isEmpty() && emptied.complete(null)) {
      closed = true;
      ShadowStack own = stack;
      if (own != null) {
        agent.stacks.remove(own);
      }
      agent.census.leave(this);
    }
  }

  /** Whether the current thread runs a call of this store. */
  public boolean isRunningHere() {
    Call<?> call = Call.onThisThread();
    return call != null && call.isOfStoreOf(this);
  }

  /** The calls in flight, in the order in which they were made. */
  public List<CallSnapshot> snapshot() {
    return inFlight.stream()
        .map(Call::snapshot)
        .sorted(Comparator.comparingLong(CallSnapshot::id))
        .toList();
  }

  /** What is to be seen of all calls in flight of some scopes, in the order of being made. */
  public static List<CallReport> report(Iterable<CallScope> scopes) {
    List<CallReport> reports = new ArrayList<>();
    Map<Baton, Map<Claim, Integer>> queues = new IdentityHashMap<>();
    for (CallScope scope : scopes) {
      for (Call<?> call : scope.inFlight) {
        Integer position = queues.computeIfAbsent(scope.agent.baton, Baton::positions).get(call);
        reports.add(
            Report.of(
                call,
                scope.description(),
                position == null ? OptionalInt.empty() : OptionalInt.of(position)));
      }
    }
    reports.sort(Comparator.comparingLong(report -> report.call().id()));
    return reports;
  }

  private String description() {
    Instance made = instance;
    return made == null ? "an instance that is being made" : made.toString();
  }

  // ---- what calls need

  Baton baton() {
    return agent.baton;
  }

  ShadowStacks stacks() {
    return agent.stacks;
  }

  Adapters adapters() {
    return adapters;
  }

  boolean findsLostFutures() {
    return findsLostFutures;
  }

  boolean isStrict() {
    return strict;
  }

  Duration slice() {
    return slice;
  }

  List<CallListener> listeners() {
    return listeners;
  }

  CallThreads threads() {
    return threads;
  }

  Timing timing() {
    return timing;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  // ---- reasons

  static CallCancelledException cancelled(Call<?> call) {
    return new CallCancelledException(call + " was cancelled");
  }

  private static DeadlineExceededException expired(Call<?> call, Duration deadline) {
    return new DeadlineExceededException(call + " exceeded its deadline of " + deadline, deadline);
  }

  private static InstanceClosedException closedDuring(Call<?> call) {
    return new InstanceClosedException(call + " ended because its instance was closed");
  }

  private static InstanceClosedException closedBefore(Call<?> call) {
    return new InstanceClosedException(call + " was made after its instance was closed");
  }

  private static CallRejectedException tooMany(Call<?> call, CallBound full) {
    return new CallRejectedException(
        call
            + " was rejected: "
            + full
            + " has "
            + full.most()
            + " calls in flight, and no more may be",
        full.most(),
        full.most());
  }

  private CallRejectedException rejected(Call<?> call) {
    int bound = lane.bound();
    return new CallRejectedException(
        call + " was rejected: " + bound + " calls are queued, and no more may be", bound, bound);
  }
}
