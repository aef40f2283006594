package dev.heddle.async.call;

import dev.heddle.async.AwaitAdapter;
import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallSnapshot;
import dev.heddle.async.CallState;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.GuestCall;
import dev.heddle.async.GuestTask;
import dev.heddle.async.SelfDeadlockException;
import dev.heddle.async.SuspendException;
import dev.heddle.async.await.AdapterWait;
import dev.heddle.async.await.Adapters;
import dev.heddle.async.await.CompletionWait;
import dev.heddle.async.await.DemandWait;
import dev.heddle.async.await.PublisherWait;
import dev.heddle.async.await.StageWait;
import dev.heddle.async.await.TurnWait;
import dev.heddle.async.await.Wait;
import dev.heddle.async.await.Waiter;
import dev.heddle.async.baton.Baton;
import dev.heddle.async.baton.Claim;
import dev.heddle.async.call.Deliveries.Delivery;
import dev.heddle.async.compute.CoarseTime;
import dev.heddle.async.compute.Slice;
import dev.heddle.async.stack.StackUse;
import dev.heddle.async.trace.CallEvent;
import dev.heddle.async.trace.CancellationEvent;
import dev.heddle.async.trace.Events;
import dev.heddle.async.trace.QueueWaitEvent;
import dev.heddle.async.trace.ResumptionEvent;
import dev.heddle.async.trace.ShownFrames;
import dev.heddle.async.trace.StackCopyEvent;
import dev.heddle.async.trace.SuspensionEvent;
import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.CallInterruptedException;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.GuestStack;
import dev.heddle.wasm.HostCall;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.stack.StackReserve;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * One call: a task, its virtual thread, and its claim to the baton.
 *
 * <p>It gets its thread when it is granted the baton, holds the baton while it runs guest or host
 * code, and lets go of it when it parks (unless it keeps it) and when it ends. Whoever stops it
 * only leaves the reason and wakes it; all that follows is done by the call's own thread. What
 * belongs to the running guest is touched by that thread alone.
 *
 * @param <T> the type of its result
 */
public final class Call<T extends @Nullable Object> extends Claim
    implements GuestCall, Waiter, Runnable {

  private static final ScopedValue<Call<?>> CURRENT = ScopedValue.newInstance();
  private static final AtomicLong IDS = new AtomicLong();

  /** So often a call yields to one that is about to park, before it parks for a moment itself. */
  private static final int MOST_YIELDS = 50;

  private static final long PAUSE_NANOS = 50_000;

  /** How long a guest's allocator may take for a region. */
  private static final Duration ALLOCATION = Duration.ofSeconds(5);

  static {
    // A class that is initialised on a stack that is nearly full may stay broken for ever.
    StackReserve.check();
  }

  private final long id = IDS.incrementAndGet();
  private final CallScope scope;
  private final String name;
  private final Caller caller;
  private final boolean keepsBaton;
  private final CallerContext context;
  private final GuestTask<? extends T> task;
  private final Completion<T> completion;
  private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
  private final CallControl control;
  private final Slice slice;
  private final @Nullable Watch watch;

  /** What may stop the code that runs now: {@link #control}, or what shields from it. */
  private CallControl obeyed;

  /** Whether it counts among those that may be in flight. Set before it can end. */
  private volatile boolean admitted;

  /** Set before the thread runs. */
  private volatile @Nullable Thread thread;

  /** The guests on that thread. Set by it before it first becomes {@link CallState#RUNNING}. */
  private @Nullable GuestStack guestStack;

  /** Its current wait for its turn, if that is being recorded. */
  private @Nullable QueueWaitEvent queueing;

  private volatile CallState state = CallState.QUEUED;
  private volatile long since = CoarseTime.millis();

  /** What the call is about to park for, or is parked for. */
  private volatile @Nullable Wait<?> wait;

  private volatile @Nullable String waitsFor;

  /** Whether the call may go on after it was parked: what it waited for and the baton are there. */
  private volatile boolean resumed;

  /** Why it shall stop. Guarded by {@code this}, as is {@code ended}. */
  private @Nullable CallInterruptedException reason;

  private boolean ended;

  private volatile boolean unwound;

  private volatile @Nullable Future<?> deadline;

  /** The call on whose thread this one was made, as long as this one queues behind it. */
  private volatile @Nullable Call<?> maker;

  /** The calls that were made by this one and queue behind it. */
  private volatile @Nullable Set<Call<?>> queuedBehind;

  /** Where its maker waits until it has entered the guest. Set before it starts. */
  private @Nullable Rendezvous rendezvous;

  // Confined to the thread:

  /** The import that runs. */
  private @Nullable ActiveImport activeImport;

  private @Nullable StackUse stacks;

  private final Resources resources = new Resources();

  /** What it has waited for and what failed elsewhere. */
  private @Nullable Throwable foreignFailure;

  /** How many times it has been suspended. */
  private int suspensions;

  /** How much code is active that must not be suspended. */
  private int unsuspendable;

  Call(
      CallScope scope,
      String name,
      boolean keepsBaton,
      ContextView context,
      @Nullable Fuel fuel,
      GuestTask<? extends T> task,
      Completion<T> completion) {
    if (Events.areToBeMadeReady()) {
      StackReserve.check();
      Events.makeReady();
    }
    this.scope = scope;
    this.control =
        fuel == null ? new CallControl(this::giveWay) : new CallControl(fuel, this::giveWay);
    this.obeyed = control;
    this.name = name;
    this.caller = Caller.here(since);
    this.keepsBaton = keepsBaton;
    this.context = CallerContext.of(context);
    this.task = task;
    this.completion = completion;
    this.slice = new Slice(scope.slice(), control);
    this.watch = scope.listeners().isEmpty() ? null : new Watch(this, scope.listeners());
  }

  /** The call whose thread the current one is. */
  public static @Nullable Call<?> onThisThread() {
    if (!CURRENT.isBound()) {
      return null;
    }
    Call<?> call = CURRENT.get();
    // Threads forked in a structured scope inherit the binding, but are not the call.
    return call.isOwnThread() ? call : null;
  }

  /** Calls in the order in which they were made, in which they are told to stop. */
  static List<Call<?>> inOrder(Set<Call<?>> calls) {
    List<Call<?>> ordered = new ArrayList<>(calls);
    ordered.sort(Comparator.comparingLong(call -> call.id));
    return ordered;
  }

  /** Whether it is of the same store as the calls of a scope. */
  boolean isOfStoreOf(CallScope other) {
    return scope.baton() == other.baton();
  }

  // ---- the way of a call

  /** Asks for the time after which the call is to be stopped. */
  void arm(Duration time, Runnable expire) {
    deadline = scope.timing().after(time, expire);
  }

  /** Says that its maker is to see it enter the guest. Called before it starts. */
  void meetMaker() {
    rendezvous = new Rendezvous();
  }

  boolean meetsMaker() {
    return rendezvous != null;
  }

  /**
   * Returns when the call has entered the guest, for whoever made it to go on.
   *
   * @param maker the call on whose thread it was made
   */
  @SuppressWarnings("ReferenceEquality") // a call is itself and no other
  void awaitEntry(@Nullable Call<?> maker) {
    Rendezvous meeting = rendezvous;
    if (meeting == null) {
      return;
    }
    Call<?> keeper = blockingCall();
    if (keeper != null && keeper != this) {
      return;
    }
    if (maker != null) {
      maker.meet(meeting);
    } else if (!Schedulers.isInNonBlockingThread()) {
      meeting.await(scope.slice());
    }
  }

  /** Waits for a call that was made on this one's thread to enter the guest. */
  private void meet(Rendezvous meeting) {
    if (obeyed.isInterrupted()) {
      return;
    }
    Duration limit = scope.slice();
    Future<?> bound = scope.timing().after(limit, meeting::suspend);
    urgent(true);
    try {
      await(new CompletionWait(this, meeting.reached()), false);
    } catch (CallInterruptedException stopped) {
      // The other call is there all the same; this one hears of it at its next step.
    } finally {
      urgent(false);
      bound.cancel(false);
    }
    meeting.awaitDelivery(limit);
  }

  /** The call holds the baton: it starts, or goes on after it was parked. */
  @Override
  protected void granted() {
    if (thread != null) {
      wake();
      return;
    }
    leaveMaker();
    try {
      Thread started = scope.threads().unstarted("heddle-call-" + id, this);
      started.setContextClassLoader(classLoader);
      thread = started;
      slice.come();
      scope.threads().start(started);
    } catch (Throwable failure) {
      slice.turnBack();
      scope.baton().decline(this);
      deliver(null, failure);
    }
  }

  @Override
  protected boolean isParked() {
    Thread own = thread;
    return own != null && own.getState() == Thread.State.WAITING;
  }

  /** Waits until the baton is there that was granted or offered. */
  @SuppressWarnings("ThreadPriorityCheck") // for the moment until the other has parked
  private void acceptBaton() {
    for (int tries = 0; ; tries++) {
      switch (scope.baton().accept(this)) {
        case HELD -> {
          return;
        }
        case SOON -> {
          if (tries < MOST_YIELDS) {
            Thread.yield();
          } else {
            // a carrier comes back to who yields; the other may need this one to get to parking
            LockSupport.parkNanos(this, PAUSE_NANOS);
          }
        }
        case LATER -> parkUntilResumed();
      }
    }
  }

  @Override
  public void run() {
    CallEvent event = Events.areReady() ? Events.begun(new CallEvent()) : null;
    T result = null;
    Throwable failure = null;
    slice.begin();
    acceptBaton();
    Events.end(queueing, id, name, true);
    urgent(false);
    try {
      guestStack = GuestStack.ofThisThread();
      become(CallState.RUNNING);
      stacks = scope.stacks().enter();
      context.enter();
      // As nothing else is bound on a thread that is new.
      result = control.runShielded(() -> ScopedValue.where(CURRENT, this).call(this::runTask));
    } catch (Throwable thrown) {
      failure = thrown;
    }
    failure = resources.close(failure);
    if (event != null && event.shouldCommit()) {
      event.call = id;
      event.function = name;
      event.outcome = failure == null ? "result" : failure.getClass().getName();
      event.commit();
    }
    if (failure != null && !(task instanceof AloneTask<?> alone && !alone.restarts())) {
      scope.disturb();
    }
    if (failure != null && failure != foreignFailure) {
      Stacks.hideBridge(failure);
    }
    end(result, failure);
  }

  /** Forgets what it has on stacks in linear memory, which it has put back to another state. */
  void restartStacks() {
    stacks = scope.restartStacks();
  }

  /** Gives back to the guest what it has lent for stacks that nobody uses. */
  void trimStacks() {
    withoutSuspending(scope::trimStacks);
  }

  private T runTask() throws Exception {
    scope.stopIfClosed(this);
    enterRegions();
    control.check();
    return task.run(this);
  }

  /** Moves the call to regions of its own, where the stacks of its store have some (rule S7). */
  private void enterRegions() throws Exception {
    StackUse own = stacks;
    if (keepsBaton || own == null || task instanceof AloneTask || own.moveToIdleRegions()) {
      return;
    }
    // The guest's allocator is not to be stopped halfway.
    int copied = uncancellable(ALLOCATION, () -> withoutSuspending(own::moveToNewRegions));
    if (copied > 0 && Events.areReady()) {
      StackCopyEvent event = new StackCopyEvent();
      if (event.shouldCommit()) {
        event.call = id;
        event.function = name;
        event.stacks = copied;
        event.commit();
      }
    }
  }

  /** The call is over; it holds the baton. */
  private void end(@Nullable T result, @Nullable Throwable failure) {
    Throwable problem = failure;
    Delivery delivery = null;
    try {
      slice.end();
      if (keepsBaton) {
        delivery = scope.deliveries().next();
      }
      if (stacks != null) {
        scope.stacks().leave(stacks);
      }
    } catch (Throwable thrown) {
      if (problem == null) {
        problem = thrown;
      }
    }
    Rendezvous meeting = rendezvous;
    if (meeting != null) {
      // Before others get the baton, as the maker goes on first.
      meeting.end();
    }
    unwound = true;
    scope.baton().release(this);
    if (delivery == null) {
      deliver(result, problem);
      return;
    }
    delivery.begin();
    try {
      deliver(result, problem);
    } finally {
      delivery.end();
    }
  }

  /** Whether it will never run code of the guest any more, though its caller may not know yet. */
  boolean hasUnwound() {
    return unwound;
  }

  /** Whether it is one of its instance's calls, and not about the instance itself. */
  boolean isOfUser() {
    return !(task instanceof AloneTask);
  }

  /** Notes that it counts among the calls in flight. Called before it can end. */
  void admitted() {
    admitted = true;
  }

  /** Whether it counted; asked when it has ended. */
  boolean wasAdmitted() {
    return admitted;
  }

  /** Ends a call that holds no baton because it never started. */
  void refuse(Throwable failure) {
    deliver(null, failure);
  }

  @SuppressWarnings("NullAway") // a result is null only if T says so
  private void deliver(@Nullable T result, @Nullable Throwable failure) {
    CallInterruptedException stopped;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      stopped = reason;
    }
    Future<?> armed = deadline;
    if (armed != null) {
      armed.cancel(false);
    }
    leaveMaker();
    if (watch != null) {
      watch.ended(stopped != null ? stopped : failure);
    }
    scope.leave(this);
    try {
      if (stopped != null) {
        if (failure == null && result != null) {
          completion.discard(result);
        }
        completion.fail(withSuppressed(stopped, failure));
      } else if (failure != null) {
        completion.fail(failure);
      } else {
        completion.succeed(result);
      }
    } finally {
      Rendezvous meeting = rendezvous;
      if (meeting != null) {
        meeting.deliver();
      }
      scope.checkClosed();
    }
  }

  @SuppressWarnings("ReferenceEquality") // only the object itself cannot be suppressed by itself
  static Throwable withSuppressed(Throwable reason, @Nullable Throwable other) {
    if (other != null && other != reason) {
      reason.addSuppressed(other);
    }
    return reason;
  }

  // ---- stopping

  /**
   * Orders the call to stop, unless it has ended. If it has not started it ends now (rule J6); else
   * its thread unwinds the guest and ends it. So do the calls that it has made and that queue
   * behind it: it may be blocked for one of them in a way that only that one's end can end.
   *
   * @param foreign where code of users that follows from this runs
   * @return whether the call will end, or has been told before to end, without its result
   */
  boolean stop(CallInterruptedException why, Executor foreign) {
    synchronized (this) {
      if (ended) {
        return false;
      }
      if (reason != null) {
        return true;
      }
      reason = why;
    }
    // Before the call may run here: what a thread records after that may be lost.
    trace(why);
    interrupt(control, why, foreign);
    if (isWithdrawn()) {
      foreign.execute(() -> deliver(null, null));
    }
    return true;
  }

  /** Stops what obeys a switch: the guest, what it waits for, and the calls queued behind it. */
  private void interrupt(CallControl stopped, CallInterruptedException why, Executor foreign) {
    stopped.interrupt(why);
    slice.wake();
    Wait<?> pending = wait;
    if (pending != null && pending.obeys(stopped) && pending.abandon()) {
      foreign.execute(() -> {
        Throwable thrown = pending.release();
        if (thrown != null && thrown != why) {
          why.addSuppressed(thrown);
        }
      });
    }
    Set<Call<?>> made = queuedBehind;
    if (made != null) {
      for (Call<?> queued : inOrder(made)) {
        stopWithMaker(queued, foreign);
      }
    }
  }

  /** Ends a call that was told to stop and is still in the queue. */
  boolean endIfQueued() {
    if (isWithdrawn()) {
      deliver(null, null);
      return true;
    }
    return false;
  }

  /** Whether the call was told to stop and has been taken out of the queue for that. */
  private boolean isWithdrawn() {
    return control.isInterrupted() && scope.baton().withdraw(this);
  }

  /** A call that was made on this one's thread has to queue behind it. */
  void adopt(Call<?> queued) {
    Set<Call<?>> made = queuedBehind;
    if (made == null) {
      made = ConcurrentHashMap.newKeySet();
      queuedBehind = made;
    }
    queued.maker = this;
    made.add(queued);
    // Put on the list before looking, as the order to stop is given before the list is read.
    if (obeyed.isInterrupted()) {
      stopWithMaker(queued, ForeignCode.here());
    } else if (!queued.isQueued()) {
      queued.leaveMaker();
    }
  }

  private void stopWithMaker(Call<?> queued, Executor foreign) {
    queued.stop(
        new CallCancelledException(
            queued
                + " was cancelled: "
                + this
                + ", which made it and holds it up, was told to stop"),
        foreign);
  }

  private void leaveMaker() {
    Call<?> before = maker;
    if (before != null) {
      maker = null;
      Set<Call<?>> made = before.queuedBehind;
      if (made != null) {
        made.remove(this);
      }
    }
  }

  private void trace(CallInterruptedException why) {
    if (!Events.areReady()) {
      return;
    }
    CancellationEvent event = new CancellationEvent();
    if (event.shouldCommit()) {
      event.call = id;
      event.function = name;
      event.reason = String.valueOf(why.getMessage());
      event.commit();
    }
  }

  // ---- waiting

  @Override
  @SuppressWarnings({"NullAway", "UnusedVariable"}) // the stack is not to keep what may be lost
  public <V extends @Nullable Object> V await(CompletionStage<V> stage) {
    if (StageWait.hasValue(stage) && !suspendsAlways()) {
      check();
      return StageWait.valueOf(stage);
    }
    StageWait<V> pending = new StageWait<>(this, stage);
    stage = null;
    return awaitStage(pending);
  }

  /** Waits for a stage that nobody on this thread refers to but the wait. */
  public <V extends @Nullable Object> V awaitStage(StageWait<V> pending) {
    return await(pending);
  }

  /** What is to be waited for, if that is a stage that may be lost. */
  public @Nullable StageWait<?> losable(@Nullable Object awaitable) {
    return scope.findsLostFutures()
            && awaitable instanceof CompletionStage<?> stage
            && !StageWait.hasValue(stage)
        ? new StageWait<>(this, stage)
        : null;
  }

  @Override
  public boolean findsLostFutures() {
    return scope.findsLostFutures();
  }

  @Override
  public <V> @Nullable V await(Publisher<V> publisher) {
    return await(new PublisherWait<>(this, publisher));
  }

  @Override
  public @Nullable Object awaitAny(@Nullable Object awaitable) {
    return switch (awaitable) {
      case null -> null;
      case CompletionStage<?> stage -> await(stage);
      case Publisher<?> publisher -> await(publisher);
      default -> {
        AwaitAdapter adapter = scope.adapters().find(awaitable);
        if (adapter == null) {
          yield awaitable;
        }
        yield await(new AdapterWait(this, adapter, awaitable));
      }
    };
  }

  @Override
  public void emit(Object item) {
    requireOwnThread();
    Objects.requireNonNull(item, "item");
    if (!(completion instanceof ItemSink sink)) {
      throw new IllegalStateException(
          this + " has nobody to emit " + item + " to: it was not called through flux(...)");
    }
    sink.emit(this, item);
  }

  /** Waits until the subscriber asks for more. */
  void awaitDemand(DemandWait.Source source) {
    try {
      await(new DemandWait(this, source));
    } finally {
      source.tell(null);
    }
  }

  @Override
  public <V extends AutoCloseable> V closingAtEnd(V resource) {
    requireOwnThread();
    return resources.add(resource);
  }

  /**
   * Waits until a future is done, however it ends, without cancelling it if the wait is abandoned.
   */
  void awaitDone(CompletableFuture<?> future) {
    await(new CompletionWait(this, future));
  }

  private <V extends @Nullable Object> V await(Wait<V> pending) {
    return await(pending, true);
  }

  /**
   * Waits.
   *
   * @param suspends whether that is what it looks like; if not, it is but the way in which this
   *     call lets another one enter
   */
  private <V extends @Nullable Object> V await(Wait<V> pending, boolean suspends) {
    requireOwnThread();
    CallControl own = obeyed;
    if (own.isInterrupted()) {
      // It was made to be waited for, and will not be.
      finish(pending);
      own.check();
    }
    if (suspends && !maySuspend()) {
      pending.refuse();
      throw refusal(activeImport == null ? "" : activeImport.name());
    }
    StackReserve.check();
    pending.obey(own);
    // What is subscribed to may itself wait on this thread while it is being subscribed to.
    Wait<?> outer = wait;
    wait = pending;
    int before = suspensions;
    boolean met = false;
    boolean parked = false;
    try {
      begin(pending);
      // The order to stop is given before the wait is looked for, and the wait published before the
      // order is looked for: one of the two sees the other.
      if (!own.isInterrupted() && !pending.isSettled()) {
        refuseCircle(pending);
        met = suspends && meetsMakerNow();
        if (pending.park()) {
          parked = true;
          suspend(pending);
          suspensions += suspends ? 1 : 0;
        }
      }
      if (!pending.isSettled()) {
        finish(pending);
      }
      own.check();
      if (suspensions == before && (met || suspends && suspendsAlways())) {
        letOthersIn();
      }
      return result(pending, parked);
    } finally {
      wait = outer;
    }
  }

  /** The result of a wait; a failure that was made elsewhere is told where it was waited for. */
  private <V extends @Nullable Object> V result(Wait<V> settled, boolean parked) {
    try {
      return settled.result();
    } catch (Throwable failure) {
      if (parked || !ShownFrames.isOfCall(failure.getStackTrace())) {
        foreignFailure = failure;
        Stacks.addWait(failure, this, activeImport == null ? "" : activeImport.name());
      }
      throw failure;
    }
  }

  /** Tells who made the call that it suspends; whether that was to be told. */
  private boolean meetsMakerNow() {
    Rendezvous meeting = rendezvous;
    if (meeting == null || meeting.isReached()) {
      return false;
    }
    becomeSuspended();
    meeting.suspend();
    if (!keepsBaton) {
      scope.baton().letOthersIn(this);
    }
    return true;
  }

  /** Suspends the call for as long as it takes those that queue to have their turn. */
  public void letOthersIn() {
    if (!keepsBaton) {
      scope.baton().letOthersIn(this);
    }
    await(new TurnWait(this));
  }

  /** How many times the call has been suspended. */
  public int suspensions() {
    return suspensions;
  }

  @Override
  public boolean maySuspend() {
    if (!isOwnThread() || unsuspendable > 0) {
      return false;
    }
    ActiveImport active = activeImport;
    if (active != null && active.isStrict() && active.depth() == HostCall.depth()) {
      return active.suspends();
    }
    if (!scope.isStrict()) {
      return true;
    }
    int depth = HostCall.depth();
    // A host function of the engine's own is no suspending import. A refill is none of the guest's.
    return depth == 0 || depth == 1 && (active != null || Fuel.isBeingRefilled());
  }

  private boolean suspendsAlways() {
    ActiveImport active = activeImport;
    return scope.isStrict() || active != null && active.isStrict();
  }

  /**
   * Fails unless a suspending import that is about to be called may suspend the call.
   *
   * @throws SuspendException if there is Java code that cannot be suspended between the two
   */
  public void requireSuspendable(String importName) {
    if (unsuspendable > 0 || HostCall.depth() > 1) {
      throw refusal(importName);
    }
  }

  private SuspendException refusal(String importName) {
    String what =
        importName.isEmpty()
            ? HostCall.depth() > 0 ? "a host function of the engine may" : this + " may"
            : "import " + importName + " may";
    String why =
        unsuspendable > 0
            ? "a start function cannot be suspended"
            : HostCall.depth() > 1
                ? "host functions that have called the guest cannot be suspended"
                : "it is not a suspending import";
    return new SuspendException(what + " not suspend " + this + ": " + why);
  }

  /** Runs code in which the call must not be suspended. */
  <V extends @Nullable Object> V withoutSuspending(Supplier<V> code) {
    unsuspendable++;
    try {
      return code.get();
    } finally {
      unsuspendable--;
    }
  }

  private void begin(Wait<?> pending) {
    try {
      pending.begin();
    } catch (Throwable thrown) {
      // It may have begun all the same, and nobody waits for it.
      finish(pending);
      throw thrown;
    }
  }

  /** Makes sure that the source of a wait is cancelled because the call shall stop. */
  private void finish(Wait<?> pending) {
    try {
      pending.giveUp();
    } catch (Throwable thrown) {
      synchronized (this) {
        if (reason != null) {
          reason.addSuppressed(thrown);
        }
      }
    }
  }

  private void refuseCircle(Wait<?> pending) {
    if (pending.target() instanceof Call<?> target) {
      try {
        Circle.check(this, target);
      } catch (SelfDeadlockException circle) {
        pending.refuse();
        throw circle;
      }
    }
  }

  private void suspend(Wait<?> pending) {
    SuspensionEvent event = Events.areReady() ? Events.begun(new SuspensionEvent()) : null;
    String importName = becomeSuspended();
    try {
      pending.parking();
      if (!keepsBaton) {
        scope.baton().lend(this);
      }
      parkUntilResumed();
    } catch (Throwable thrown) {
      stayAwake(pending);
      throw thrown;
    }
    if (!keepsBaton) {
      acceptBaton();
      Events.end(queueing, id, name, false);
      queueing = null;
      StackUse own = stacks;
      if (own != null) {
        scope.stacks().resume(own);
      }
    }
    waitsFor = null;
    become(CallState.RUNNING);
    if (event != null && event.shouldCommit()) {
      event.call = id;
      event.function = name;
      event.waitsFor = importName == null ? "" : importName;
      event.commit();
    }
  }

  private @Nullable String becomeSuspended() {
    ActiveImport active = activeImport;
    String importName = active == null ? null : active.name();
    waitsFor = importName;
    become(CallState.SUSPENDED);
    return importName;
  }

  /**
   * The stack is too full to be set aside. Nobody has been let into the store yet; so all that is
   * left to see to is that what the call was to wait for does not resume it later.
   */
  private void stayAwake(Wait<?> pending) {
    boolean wasQueued = !keepsBaton && scope.baton().reclaim(this);
    if (!pending.unpark() && !wasQueued) {
      while (!resumed) {
        Thread.onSpinWait();
      }
    }
    resumed = false;
    // It was perhaps woken after it had gone on: a turn that it was given for that is not to be
    // lost.
    slice.stay();
    waitsFor = null;
    become(CallState.RUNNING);
    finish(pending);
  }

  /** The slice is over. The baton is kept: giving way is not letting others into the store. */
  private void giveWay() {
    // Threads forked in a structured scope poll the same switch, but are not the call.
    if (isOwnThread()) {
      StackReserve.check();
      slice.pause();
    }
  }

  /**
   * Parks, unless it is resumed already. Its slice is over only if it parks: a guest that waits for
   * what is there, again and again, is to give way, too.
   */
  private void parkUntilResumed() {
    if (resumed) {
      slice.stay();
    } else {
      slice.end();
      try {
        park();
      } finally {
        slice.begin();
      }
    }
    resumed = false;
  }

  private void park() {
    boolean interrupted = false;
    while (!resumed) {
      LockSupport.park(this);
      // An interrupted thread does not park. Nobody interrupts it but host code, to which it is
      // kept.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the call was parked for has happened: it goes on as soon as it has the baton. */
  @Override
  public void resume() {
    traceResumption();
    if (keepsBaton || scope.baton().claim(this) == Baton.Answer.TAKEN) {
      wake();
    } else {
      Circle.breakBehind(this);
    }
  }

  private void traceResumption() {
    if (!Events.areReady()) {
      queueing = null;
      return;
    }
    ResumptionEvent event = new ResumptionEvent();
    if (event.shouldCommit()) {
      event.call = id;
      event.function = name;
      event.waitsFor = Objects.requireNonNullElse(waitsFor, "");
      event.commit();
    }
    queueing = keepsBaton ? null : Events.begun(new QueueWaitEvent());
  }

  private void wake() {
    if (isOwnThread()) {
      // It has not parked. A permit would let it out of the next park, with which it gives way.
      resumed = true;
      return;
    }
    try {
      slice.come();
    } finally {
      resumed = true;
      scope.threads().resume(Objects.requireNonNull(thread));
    }
  }

  // ---- what others see

  @Override
  public <V extends @Nullable Object> V uncancellable(Duration limit, Callable<? extends V> action)
      throws Exception {
    requireOwnThread();
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("a limit must be more than zero, not " + limit);
    }
    CallControl outer = obeyed;
    CallControl shield = new CallControl(this::giveWay);
    Future<?> bound =
        scope
            .timing()
            .after(limit, () -> interrupt(shield, tooLong(limit), scope.timing().elsewhere()));
    obey(shield);
    try {
      return shield.runShielded(action::call);
    } finally {
      bound.cancel(false);
      obey(outer);
    }
  }

  private void obey(CallControl next) {
    obeyed = next;
    slice.poll(next);
  }

  private DeadlineExceededException tooLong(Duration limit) {
    return new DeadlineExceededException(
        "what " + this + " does uncancellably exceeded its limit of " + limit, limit);
  }

  @Override
  public void check() {
    requireOwnThread();
    obeyed.check();
  }

  @Override
  public Instance instance() {
    requireOwnThread();
    return scope.instance();
  }

  @Override
  public Memory memory() {
    requireOwnThread();
    return scope.memory();
  }

  @Override
  public ContextView context() {
    return context.view();
  }

  /** The adapters in force for this call. */
  public Adapters adapters() {
    return scope.adapters();
  }

  /**
   * Notes that an import begins or ends.
   *
   * @return the one that was noted before
   */
  public @Nullable ActiveImport enterImport(@Nullable ActiveImport entered) {
    ActiveImport outer = activeImport;
    activeImport = entered;
    return outer;
  }

  /** Fails unless the current thread is the call's. */
  public void requireOwnThread() {
    if (!isOwnThread()) {
      throw new IllegalStateException(
          this
              + " is usable only on its own thread, not on \""
              + Thread.currentThread().getName()
              + "\"");
    }
  }

  @SuppressWarnings("ReferenceEquality") // a thread is itself and no other
  private boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  boolean keepsBaton() {
    return keepsBaton;
  }

  /** The call whose result this one waits for. */
  @Nullable Call<?> awaitedCall() {
    Wait<?> pending = wait;
    return pending != null && pending.target() instanceof Call<?> target ? target : null;
  }

  /** Fails its wait for another call. */
  void failWait(SelfDeadlockException circle) {
    Wait<?> pending = wait;
    if (pending != null && pending.target() instanceof Call<?>) {
      pending.refuse(circle);
    }
  }

  /** The call that keeps this one from starting, or from going on, until it ends. */
  @Nullable Call<?> blockingCall() {
    Baton baton = scope.baton();
    return isQueued() || baton.isQueued(this) ? Circle.keeperOf(baton.holder()) : null;
  }

  boolean isQueued() {
    return state == CallState.QUEUED;
  }

  boolean isSuspended() {
    return state == CallState.SUSPENDED;
  }

  /** Who made it. */
  String caller() {
    return caller.name(context.view());
  }

  /** When it was made, in milliseconds since 1970. */
  long made() {
    return caller.made();
  }

  /** Its thread, once it has one. */
  @Nullable Thread thread() {
    return thread;
  }

  /** The guests on its thread, once it runs; as of when its state was looked at. */
  @Nullable GuestStack guestStack() {
    return guestStack;
  }

  /** What it waits for, or is about to wait for. */
  @Nullable Wait<?> pendingWait() {
    return wait;
  }

  /**
   * Records from now on how long it waits for its turn to start, if anybody wants that recorded.
   */
  void beginQueueing() {
    queueing = Events.areReady() ? Events.begun(new QueueWaitEvent()) : null;
  }

  CallSnapshot snapshot() {
    return new CallSnapshot(
        id, name, state, Optional.ofNullable(waitsFor), Instant.ofEpochMilli(since));
  }

  private void become(CallState next) {
    since = CoarseTime.millis();
    state = next;
    if (watch != null) {
      watch.became(next);
    }
  }

  /** Spares the JVM to make one up, for the sets that it is in. */
  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a call is itself and no other
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public String toString() {
    return "call " + id + " of \"" + name + "\"";
  }
}
