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
 * is {@link #pause}. A call that gets by with less than a slice never meets another one here.
 *
 * <p>For the call's own thread, except where it is said otherwise.
 */
public final class Slice {

  private static final VarHandle WATCHED;

  static {
    try {
      WATCHED = MethodHandles.lookup().findVarHandle(Slice.class, "watched", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Here, so that it is initialised while the stack of a call is empty. */
  private static final Turns TURNS = Turns.ALL;

  /** For how many slices, about a second, a call may keep its carrier if it cannot give way. */
  private static final int PATIENCE = 100;

  private final long nanos;

  /** What is polled by the code that runs now. */
  private volatile CallControl control;

  /** Grows with every beginning and every end; odd while the call runs. */
  private volatile int run;

  /** Whether it is on the clock's list. Set by the call, taken back by the clock. */
  private volatile boolean watched;

  /** How many times the call could not give way since it last could. */
  private int failures;

  // Of the clock.
  private int seenRun;
  private long seenAt;
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
    this.nanos = length.toNanos();
    this.control = control;
  }

  /** From now on another switch is polled. */
  public void poll(CallControl polled) {
    control = polled;
  }

  /** The call runs. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  public void begin() {
    run++;
    if (!watched && WATCHED.compareAndSet(this, false, true)) {
      SliceClock.watch(this);
    }
  }

  /** The call parks, or is over. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  public void end() {
    run++;
    if (hasTurn) {
      TURNS.leave(this);
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
      TURNS.next(this);
      failures = 0;
    } catch (StackOverflowError overflow) {
      // A stack is set aside in a recursion over its frames, so a deep one may have no room for it.
      failures++;
      if (failures == PATIENCE) {
        failures = 0;
        throw overflow;
      }
    } finally {
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

  // ---- for the clock

  /**
   * Has a look at the call.
   *
   * @return whether it is worth looking again
   */
  boolean look(long now) {
    int current = run;
    if (current != seenRun) {
      seenRun = current;
      seenAt = now;
      asked = false;
      return true;
    }
    if ((current & 1) == 0) {
      watched = false;
      // It may have begun again just before, and not have asked for what it had.
      return run != current && WATCHED.compareAndSet(this, false, true);
    }
    if (!asked && now - seenAt >= nanos) {
      asked = true;
      control.pause();
    }
    return true;
  }
}
