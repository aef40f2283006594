package dev.heddle.wasm.runtime;

import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.CallInterruptedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls are to be stopped, and by throwing what, or to be paused: the state of a {@link
 * CallControl}, as the interpreter reads it.
 *
 * <p>Thread-safe; once stopped, it stays so.
 */
public final class Interruption {

  private static final ScopedValue<Interruption> CURRENT = ScopedValue.newInstance();

  private static final Interruption NEVER = new Interruption(null, null, null, List.of());

  /**
   * Whether there is something to {@link #check}: a field, since a method would be a real call in
   * the interpreter's loop, which is too large for HotSpot to inline into.
   */
  public volatile boolean raised;

  /** The fuel of the calls, if it is not that of the instances. */
  public final @Nullable FuelSupply fuel;

  private final @Nullable CallControl owner;
  private final @Nullable Runnable pause;

  /** What stops or pauses this one, too. */
  private final List<Interruption> outer;

  private volatile @Nullable CallInterruptedException cause;

  // Guarded by this.
  private @Nullable Set<Thread> waiting;
  private @Nullable Set<Interruption> inner;

  /**
   * One that is not raised.
   *
   * @param owner what the public knows it by
   * @param fuel what metered instances pay with under it, if not with their own
   * @param pause what a call does that is asked to pause
   */
  public Interruption(CallControl owner, @Nullable FuelSupply fuel, @Nullable Runnable pause) {
    this(owner, fuel, pause, List.of());
  }

  private Interruption(
      @Nullable CallControl owner,
      @Nullable FuelSupply fuel,
      @Nullable Runnable pause,
      List<Interruption> outer) {
    this.owner = owner;
    this.fuel = fuel;
    this.pause = pause;
    this.outer = outer;
  }

  /** The one that is bound to the current thread, or one that is never raised. */
  public static Interruption current() {
    return CURRENT.orElse(NEVER);
  }

  /** What the public knows it by, if anything. */
  public @Nullable CallControl owner() {
    return owner;
  }

  /** Stops the calls, unless they were stopped before; tells which. */
  public boolean stop(CallInterruptedException newCause) {
    synchronized (this) {
      if (cause != null) {
        return false;
      }
      cause = newCause;
    }
    raise();
    return true;
  }

  /**
   * Makes the calls look, which do what {@link #pause} says unless they find themselves stopped.
   */
  public void raise() {
    List<Interruption> dependents = List.of();
    synchronized (this) {
      raised = true;
      if (waiting != null) {
        for (Thread thread : waiting) {
          LockSupport.unpark(thread);
        }
      }
      if (inner != null) {
        dependents = new ArrayList<>(inner);
      }
    }
    for (Interruption dependent : dependents) {
      dependent.raise();
    }
  }

  /** Whether the calls are to be stopped. */
  public boolean isStopped() {
    return cause() != null;
  }

  private @Nullable CallInterruptedException cause() {
    CallInterruptedException own = cause;
    for (int i = 0; own == null && i < outer.size(); i++) {
      own = outer.get(i).cause();
    }
    return own;
  }

  /** From now on a thread that parks is to be woken when this is raised. */
  void addWaiting(Thread thread) {
    if (owner != null) {
      synchronized (this) {
        if (waiting == null) {
          waiting = new HashSet<>();
        }
        waiting.add(thread);
      }
    }
  }

  /** The thread does not park any more. */
  void removeWaiting(Thread thread) {
    if (owner != null) {
      synchronized (this) {
        if (waiting != null) {
          waiting.remove(thread);
        }
      }
    }
  }

  /**
   * Throws the cause, if the calls are stopped, and pauses, if they are asked to.
   *
   * @throws CallInterruptedException if they are stopped
   */
  public void check() {
    throwIfStopped();
    if (raised) {
      pause();
      throwIfStopped();
    }
  }

  private void throwIfStopped() {
    CallInterruptedException reason = cause();
    if (reason != null) {
      throw reason;
    }
  }

  private void pause() {
    raised = false;
    try {
      if (isStopped()) {
        raised = true;
      } else {
        runPauses();
      }
    } catch (Throwable thrown) {
      // The stack may have ended anywhere: an order to stop must not be lost with it.
      raised = true;
      throw thrown;
    }
  }

  private void runPauses() {
    for (Interruption each : outer) {
      each.runPauses();
    }
    if (pause != null) {
      Segments away = Nesting.ofThread().segments;
      if (away == null) {
        pause.run();
      } else {
        away.send(new PauseErrand(pause));
      }
    }
  }

  /**
   * Runs an action on the current thread with this one bound. What is bound already stops it, too.
   */
  public <T extends @Nullable Object> T run(Callable<T> action) throws Exception {
    Interruption bound = current();
    if (bound == NEVER || bound == this) {
      return runAlone(action);
    }
    FuelSupply paying = fuel == null ? bound.fuel : fuel;
    Interruption both = new Interruption(owner, paying, null, List.of(bound, this));
    bound.add(both);
    add(both);
    try {
      return both.runAlone(action);
    } finally {
      remove(both);
      bound.remove(both);
    }
  }

  /** Runs an action on the current thread with this one bound, and nothing else. */
  public <T extends @Nullable Object> T runAlone(Callable<T> action) throws Exception {
    return ScopedValue.where(CURRENT, this).call(action::call);
  }

  private synchronized void add(Interruption dependent) {
    if (inner == null) {
      inner = new HashSet<>();
    }
    inner.add(dependent);
    if (raised) {
      dependent.raised = true;
    }
  }

  private synchronized void remove(Interruption dependent) {
    if (inner != null) {
      inner.remove(dependent);
    }
  }
}
