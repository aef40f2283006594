package dev.heddle.async;

import dev.heddle.async.carrier.Simulation;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TrapException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A model of many calls, in instances with all policies, in shared stores and pools, which are
 * answered, failed, cancelled and run out of time in an order that a seed decides; and checks what
 * must hold in any order.
 */
final class SimulatedCalls {

  private static final int TOP = 65536;
  private static final int MOST_STEPS = 20_000;

  /** What a guest waits for. */
  private record Request(One call, int argument, CompletableFuture<Integer> answer) {}

  /** What an injected failure is. */
  private static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1;

    Injected(String message) {
      super(message, null, true, false);
    }
  }

  /** A store: who is in code that nobody else may be in. */
  private static final class Place {
    final Store store = Store.create();

    /** Whose host code runs, which has the baton. */
    @Nullable One inside;

    /** The call of a {@code SERIAL} instance that is between its beginning and its end. */
    @Nullable One keeper;
  }

  private record Guest(Place place, Concurrency policy, AsyncInstance instance) {}

  private enum Kind {
    KEEP,
    KEEP_TWICE,
    TRAP,
    NESTED,
    POOLED
  }

  /** One call, and what has become of it. */
  private final class One {
    final int number;
    final Kind kind;
    final int value = 1 + random.nextInt(100);
    final int size = 1 + random.nextInt(64);
    final List<Object> outcomes = new ArrayList<>();
    boolean cancelled;
    boolean hasDeadline;
    boolean mayFail;
    boolean disposed;
    boolean entered;
    boolean left;

    /** Where the guest's stack pointer was when it began. */
    int top;

    @Nullable Guest guest;
    @Nullable CompletableFuture<Object> future;
    Runnable cancel = () -> {};

    One(int number, Kind kind) {
      this.number = number;
      this.kind = kind;
    }

    void end(@Nullable Object value, @Nullable Throwable failure) {
      if (entered && !left) {
        violations.add(this + " ended before the guest had unwound");
      }
      outcomes.add(failure != null ? failure : String.valueOf(value));
    }

    @Override
    public String toString() {
      return "call " + number + " (" + kind + ")";
    }
  }

  /** The call whose thread this is. */
  private static final ScopedValue<One> CURRENT = ScopedValue.newInstance();

  private final long seed;
  private final Random random;
  private final Simulation simulation;
  private final List<Guest> guests = new ArrayList<>();
  private final List<One> calls = new ArrayList<>();
  private final List<Request> open = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<String> violations = new ArrayList<>();

  /** Cuts the bridge's own code where it calls that of users. */
  private final CallListener cuts =
      new CallListener() {
        @Override
        public void started(CallSnapshot call, CallTimes times) {
          simulation.cut();
        }

        @Override
        public void suspended(CallSnapshot call, CallTimes times) {
          simulation.cut();
        }

        @Override
        public void resumed(CallSnapshot call, CallTimes times) {
          simulation.cut();
        }

        @Override
        public void ended(CallSnapshot call, CallTimes times, @Nullable Throwable failure) {
          simulation.cut();
        }
      };

  private @Nullable InstancePool pool;
  private boolean closed;

  SimulatedCalls(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.simulation = new Simulation(random);
  }

  /**
   * Runs it to its end.
   *
   * @return a number for all that has happened, in its order
   */
  long run() {
    try {
      build();
      act();
      settle();
      check();
      return simulation.history();
    } catch (Throwable thrown) {
      throw new AssertionError("seed " + seed + ": " + thrown + "; " + calls, thrown);
    }
  }

  private void build() {
    Carrier carrier = Carrier.of(simulation);
    int places = 1 + random.nextInt(2);
    for (int p = 0; p < places; p++) {
      Place place = new Place();
      int instances = 1 + random.nextInt(2);
      for (int i = 0; i < instances; i++) {
        Concurrency policy = random.nextBoolean() ? Concurrency.SERIAL : Concurrency.INTERLEAVED;
        AsyncInstance instance =
            AsyncInstance.builder(Guests.SHADOW)
                .imports(AsyncImports.builder().suspending("env", "get", this::get).build())
                .store(place.store)
                .policy(policy)
                .carrier(carrier)
                .listener(cuts)
                .computeSlice(Duration.ofDays(1))
                .maxQueuedCalls(random.nextInt(4) == 0 ? 2 : 1000)
                .build();
        guests.add(new Guest(place, policy, instance));
      }
    }
    if (random.nextInt(3) == 0) {
      Reuse[] reuses = Reuse.values();
      pool =
          InstancePool.builder(
                  AsyncInstance.builder(Guests.SHADOW)
                      .imports(AsyncImports.builder().suspending("env", "get", this::get).build())
                      .carrier(carrier)
                      .listener(cuts)
                      .computeSlice(Duration.ofDays(1)))
              .size(1 + random.nextInt(2))
              .reuse(reuses[random.nextInt(reuses.length)])
              .build();
    }
  }

  // ---- what the host does in a call

  private Object get(AsyncHostCall host) throws Exception {
    One call = CURRENT.get();
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> {
        call.mayFail = true;
        throw injected();
      }
      case 2 -> {
        host.await(ask(call, host.i32(0)));
        step(call);
        yield ask(call, host.i32(0));
      }
      case 3 -> {
        try {
          yield host.await(ask(call, host.i32(0)));
        } finally {
          step(call);
          int sp =
              host.uncancellable(
                  Duration.ofSeconds(5), () -> host.instance().function("sp").callInt());
          require(
              sp < call.top && call.top - sp < 256,
              call + ", which began at " + call.top + ", finds the stack pointer at " + sp);
        }
      }
      default -> ask(call, host.i32(0));
    };
  }

  private CompletableFuture<Integer> ask(One call, int argument) {
    step(call);
    Request request = new Request(call, argument, new CompletableFuture<>());
    open.add(request);
    leave(call);
    return request.answer;
  }

  /** Code that only one call of a store may be in, cut at any place. */
  private void step(One call) {
    enter(call);
    simulation.cut();
    require(place(call) == null || place(call).inside == call, call + " was driven out");
    leave(call);
  }

  private void enter(One call) {
    Place place = place(call);
    if (place != null) {
      require(
          place.inside == null || place.inside == call,
          call + " has the baton while " + place.inside + " has it");
      require(
          place.keeper == null || place.keeper == call,
          call + " runs while " + place.keeper + " has the store to itself");
      place.inside = call;
    }
  }

  private void leave(One call) {
    Place place = place(call);
    if (place != null) {
      place.inside = null;
    }
  }

  private @Nullable Place place(One call) {
    Guest guest = call.guest;
    return guest == null ? null : guest.place();
  }

  private Object task(One call, @Nullable Guest guest, GuestCall running) throws Exception {
    return ScopedValue.where(CURRENT, call)
        .call(() -> {
          require(!call.entered, call + " begins twice");
          require(call.outcomes.isEmpty(), call + " begins after its end");
          call.entered = true;
          enter(call);
          Place place = place(call);
          boolean keeps = guest != null && guest.policy() == Concurrency.SERIAL;
          if (keeps && place != null) {
            place.keeper = call;
          }
          try {
            leave(call);
            return body(call, running);
          } finally {
            enter(call);
            if (keeps && place != null) {
              place.keeper = null;
            }
            call.left = true;
            leave(call);
          }
        });
  }

  private Object body(One call, GuestCall running) throws Exception {
    Instance instance = running.instance();
    call.top = instance.function("sp").callInt();
    return switch (call.kind) {
      case KEEP, POOLED -> instance.function("keep").callInt(call.value, call.size);
      case KEEP_TWICE -> instance.function("keep_twice").callInt(call.value, call.size);
      case TRAP -> {
        instance.function("trap_with_frame").callVoid(call.size);
        yield "returned from a trap";
      }
      case NESTED -> nested(call, running);
    };
  }

  /**
   * Waits for another call, of its own instance perhaps, which may be one of those that are there.
   */
  private Object nested(One call, GuestCall running) {
    One known = calls.get(random.nextInt(calls.size()));
    CompletableFuture<Object> future = random.nextBoolean() ? known.future : null;
    if (future == null) {
      Guest other = guests.get(random.nextInt(guests.size()));
      One inner = make(other, random.nextBoolean() ? Kind.KEEP : Kind.NESTED);
      inner.mayFail = true;
      future = future(inner, other);
    }
    known.mayFail = true;
    call.mayFail = true;
    if (random.nextBoolean()) {
      step(call);
    }
    running.await(future);
    return call.value;
  }

  // ---- what happens around it

  private One make(@Nullable Guest guest, Kind kind) {
    One call = new One(calls.size(), kind);
    calls.add(call);
    call.guest = guest;
    return call;
  }

  private CallOptions options(One call) {
    CallOptions options = CallOptions.defaults().withName("call " + call.number);
    if (random.nextInt(5) == 0) {
      call.hasDeadline = true;
      return options.withDeadline(Duration.ofMillis(1 + random.nextInt(100)));
    }
    return options;
  }

  private CompletableFuture<Object> future(One call, Guest guest) {
    CompletableFuture<Object> future =
        guest.instance().future(options(call), running -> task(call, guest, running));
    future.whenComplete(call::end);
    call.future = future;
    call.cancel = () -> future.cancel(true);
    return future;
  }

  private void begin() {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(kinds.length)];
    InstancePool leasing = pool;
    if (kind == Kind.POOLED && leasing != null) {
      One call = make(null, kind);
      subscribe(call, leasing.mono(running -> task(call, null, running)));
      return;
    }
    kind = kind == Kind.POOLED ? Kind.KEEP : kind;
    Guest guest = guests.get(random.nextInt(guests.size()));
    One call = make(guest, kind);
    if (random.nextBoolean()) {
      future(call, guest);
    } else {
      subscribe(call, guest.instance().mono(options(call), running -> task(call, guest, running)));
    }
  }

  private void subscribe(One call, Mono<Object> mono) {
    Disposable subscription =
        mono.subscribe(value -> call.end(value, null), failure -> call.end(null, failure));
    call.cancel =
        () -> {
          call.disposed = true;
          subscription.dispose();
        };
  }

  private void act() {
    int toBegin = 2 + random.nextInt(10);
    boolean closes = random.nextInt(10) == 0;
    for (int steps = 0; toBegin > 0 || simulation.hasSteps() || !open.isEmpty(); steps++) {
      require(steps < MOST_STEPS, "it does not come to an end");
      int choice = random.nextInt(16);
      simulation.note(choice);
      if (choice < 2 && toBegin > 0) {
        toBegin--;
        begin();
      } else if (choice == 2 && !calls.isEmpty()) {
        if (random.nextInt(4) == 0) {
          One call = calls.get(random.nextInt(calls.size()));
          if (call.outcomes.isEmpty()) {
            call.cancelled = true;
            call.cancel.run();
          }
        }
      } else if (choice == 3 && simulation.hasDues() && random.nextInt(3) == 0) {
        simulation.passTime();
      } else if (choice < 7 && !open.isEmpty()) {
        answer(open.remove(random.nextInt(open.size())));
      } else if (choice == 7 && closes && toBegin == 0 && random.nextInt(10) == 0) {
        closes = false;
        closed = true;
        guests.get(random.nextInt(guests.size())).instance().close();
      } else if (simulation.hasSteps()) {
        simulation.step();
      }
    }
  }

  private void answer(Request request) {
    require(
        request.answer().isDone() || !request.call().left,
        request.call() + " is over and has left " + request + " alone");
    if (random.nextInt(8) == 0) {
      request.call().mayFail = true;
      request.answer().completeExceptionally(injected());
    } else {
      request.answer().complete(request.argument());
    }
  }

  private Injected injected() {
    return new Injected("failure " + failures.incrementAndGet());
  }

  /** Nothing is to happen any more but what follows from what has. */
  private void settle() {
    while (simulation.hasSteps() || !open.isEmpty() || simulation.hasDues()) {
      if (simulation.hasSteps()) {
        simulation.step();
      } else if (!open.isEmpty()) {
        answer(open.removeFirst());
      } else {
        require(isAnyInFlight(), "a bound on the time is left of calls that are over");
        simulation.passTime();
      }
    }
  }

  private boolean isAnyInFlight() {
    InstancePool leasing = pool;
    return guests.stream().anyMatch(guest -> !guest.instance().calls().isEmpty())
        || leasing != null && !leasing.dump().calls().isEmpty();
  }

  // ---- what must hold

  private void check() {
    require(violations.isEmpty(), violations.toString());
    require(simulation.intruder() == null, "an intruder: " + simulation.intruder());
    for (One call : calls) {
      checkOutcome(call);
    }
    for (Guest guest : guests) {
      AsyncInstance instance = guest.instance();
      require(instance.calls().isEmpty(), "calls are left: " + instance.dump());
      require(guest.place().keeper == null, guest.place().keeper + " has not left");
      if (!closed) {
        CompletableFuture<Integer> last = instance.function("sp").future(Integer.class);
        settle();
        require(last.isDone(), "the instance takes no more calls: " + instance.dump());
      }
      long pointer = (int) instance.instance().global("__stack_pointer").get();
      require(pointer == TOP, "the stack pointer is at " + pointer);
      instance.close();
      settle();
      require(instance.closed().isDone(), "the instance does not close");
    }
    InstancePool leased = pool;
    if (leased != null) {
      require(leased.use().leased() == 0, "instances are leased: " + leased.use());
      leased.close();
      settle();
    }
    require(simulation.alive().isEmpty(), "threads are left: " + simulation.alive());
  }

  private void checkOutcome(One call) {
    boolean silent = call.disposed && call.outcomes.isEmpty();
    require(silent || call.outcomes.size() == 1, call + " has the outcomes " + call.outcomes);
    require(call.left == call.entered, call + " has begun and not ended");
    if (silent) {
      return;
    }
    Object outcome = call.outcomes.getFirst();
    boolean right =
        switch (outcome) {
          case Injected failure -> call.mayFail;
          case CancellationException cancelled -> call.cancelled || call.mayFail || closed;
          case CallCancelledException cancelled -> call.cancelled || call.mayFail || closed;
          case DeadlineExceededException late -> call.hasDeadline || call.mayFail;
          case InstanceClosedException closing -> closed;
          case CallRejectedException full -> !call.entered || call.kind == Kind.NESTED;
          case SelfDeadlockException circle -> call.kind == Kind.NESTED;
          case TrapException trap -> call.kind == Kind.TRAP || call.kind == Kind.NESTED;
          default -> outcome.equals(expected(call));
        };
    require(right, call + " ended with " + outcome + ", not with " + expected(call));
  }

  private static String expected(One call) {
    return String.valueOf(
        switch (call.kind) {
          case KEEP, POOLED, NESTED -> call.value;
          case KEEP_TWICE -> call.value * 1000 + call.value + 1;
          case TRAP -> -1;
        });
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
