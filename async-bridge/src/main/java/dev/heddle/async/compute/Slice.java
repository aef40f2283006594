package dev.heddle.async.compute;

import dev.heddle.wasm.CallControl;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call's use of a carrier thread.
 *
 * <p>The call says when it begins and ceases to run. The {@link SliceClock} looks now and then, and
 * asks a call that has run for longer than its slice to pause at its next poll; what it then does
 * is {@link #pause}. A call that gets by with less than a slice never waits for another one here;
 * who starts or wakes it says that it {@linkplain #come comes}, so that one that pauses leaves it a
 * carrier.
 *
 * <p>For the call's own thread, except where it is said otherwise.
 */
public final class Slice {

  private static final VarHandle WATCHED;
  private static final VarHandle COMING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WATCHED = lookup.findVarHandle(Slice.class, "watched", boolean.class);
      COMING = lookup.findVarHandle(Slice.class, "coming", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    SliceClock.start();
  }

  // Values of coming.
  private static final int NOT_COMING = 0;
  private static final int UNINVITED = 1;
  private static final int INVITED = 2;

  /** For how many slices, about a second, a call may keep its carrier if it cannot give way. */
  private static final int PATIENCE = 100;

  private final long nanos;
  private final Turns turns;

  /** What is polled by the code that runs now. */
  private volatile CallControl control;

  /** Grows with every beginning and every end; odd while the call runs. */
  private volatile int run;

  /** Whether it is on the clock's list. Set by the call, taken back by the clock. */
  private volatile boolean watched;

  /**
   * Whether the call was started or woken and has no carrier yet, and whether it is to have a turn
   * when it comes.
   */
  private volatile int coming;

  /** When the last pause was over, if there was one. Published by {@link #run}. */
  private long resumed;

  private boolean paused;

  /** How many times the call could not give way since it last could. */
  private int failures;

  // Of the clock.
  private int seenRun;
  private long seenAt;
  private long lastLook;
  private boolean asked;

  /** Whether it has one of the turns. Written under their monitor. */
  volatile boolean hasTurn;

  /** The thread, as long as it waits for its turn. Written under their monitor. */
  volatile @Nullable Thread queuing;

  /**
   * A call that does not run yet.
   *
   * @param length for how long it may compute before it gives way; more than zero
   * @param control what it polls, and what runs {@link #pause} when asked to
   */
  public Slice(Duration length, CallControl control) {
    this(length, control, Turns.ALL);
  }

  Slice(Duration length, CallControl control, Turns turns) {
    this.nanos = length.toNanos();
    this.control = control;
    this.turns = turns;
  }

  /** From now on another switch is polled. */
  public void poll(CallControl polled) {
    control = polled;
  }

  /** The call is about to be started or woken, and needs a carrier. Thread-safe. */
  public void come() {
    if (COMING.compareAndSet(this, NOT_COMING, UNINVITED)) {
      watch();
    }
  }

  /** The call was to come and never started. */
  public void turnBack() {
    arrive();
    leave();
  }

  /** The call runs. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  public void begin() {
    stay();
    run++;
    watch();
  }

  /** The call was woken before it parked, and goes on. */
  public void stay() {
    if (coming != NOT_COMING) {
      arrive();
    }
  }

  private void arrive() {
    if ((int) COMING.getAndSet(this, NOT_COMING) == INVITED) {
      turns.accept(this);
    }
  }

  private void watch() {
    if (!watched && WATCHED.compareAndSet(this, false, true)) {
      SliceClock.watch(this);
    }
  }

  /** The call parks, or is over. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  public void end() {
    run++;
    leave();
  }

  private void leave() {
    if (hasTurn) {
      turns.leave(this);
    }
  }

  /**
   * The slice is over: gives way to others, and returns when the call may go on.
   *
   * @throws StackOverflowError if the stack has been too full for that {@value #PATIENCE} times
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  public void pause() {
    run++;
    try {
      turns.next(this);
      failures = 0;
    } catch (StackOverflowError overflow) {
      // A stack is set aside in a recursion over its frames, so a deep one may have no room for it.
      failures++;
      if (failures == PATIENCE) {
        failures = 0;
        throw overflow;
      }
    } finally {
      resumed = System.nanoTime();
      paused = true;
      begin();
    }
  }

  /** Ends waiting for a turn, as the call is to stop. Thread-safe. */
  public void wake() {
    Turns.wake(this);
  }

  boolean isStopped() {
    return control.isInterrupted();
  }

  // ---- for the turns

  int run() {
    return run;
  }

  /** Gives a turn to a call that comes; tells whether it still did. */
  boolean invite() {
    return COMING.compareAndSet(this, UNINVITED, INVITED);
  }

  // ---- for the clock

  /** Whether the call waits for a carrier and has no turn. */
  boolean isComing() {
    return coming == UNINVITED;
  }

  /**
   * Has a look at the call.
   *
   * @return whether it is worth looking again
   */
  boolean look(long now) {
    int current = run;
    long before = lastLook;
    lastLook = now;
    if (current != seenRun) {
      seenRun = current;
      seenAt = paused && resumed - before > 0 ? resumed : now;
      asked = false;
      return true;
    }
    if ((current & 1) == 0) {
      if (coming != NOT_COMING) {
        return true;
      }
      watched = false;
      // It may have come or begun again just before, and not have asked for what it had.
      return (run != current || coming != NOT_COMING) && WATCHED.compareAndSet(this, false, true);
    }
    if (now - seenAt >= nanos) {
      if (!asked) {
        asked = true;
        control.pause();
      } else if (hasTurn && now - seenAt >= 2 * nanos) {
        // It does not poll: it is in host code, which may block without a carrier.
        turns.leave(this, current);
      }
    }
    return true;
  }
}
