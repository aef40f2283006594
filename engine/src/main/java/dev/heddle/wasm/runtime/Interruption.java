package dev.heddle.wasm.runtime;

import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.CallInterruptedException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls are to be stopped, and by throwing what: the state of a {@link CallControl}, as the
 * interpreter reads it.
 *
 * <p>Thread-safe; once raised, it stays so.
 */
public final class Interruption {

  private static final ScopedValue<Interruption> CURRENT = ScopedValue.newInstance();

  private static final Interruption NEVER = new Interruption(null, null);

  /**
   * Whether it was raised: a field, since a method would be a real call in the interpreter's loop,
   * which is too large for HotSpot to inline into.
   */
  public volatile boolean raised;

  /** The fuel of the calls, if it is not that of the instances. */
  public final @Nullable FuelTank fuel;

  private final @Nullable CallControl owner;
  private @Nullable Set<Thread> waiting;
  private @Nullable CallInterruptedException cause;

  /**
   * One that is not raised.
   *
   * @param owner what the public knows it by, if anything
   * @param fuel what metered instances pay with under it, if not with their own
   */
  public Interruption(@Nullable CallControl owner, @Nullable FuelTank fuel) {
    this.owner = owner;
    this.fuel = fuel;
  }

  /** The one that is bound to the current thread, or one that is never raised. */
  public static Interruption current() {
    return CURRENT.orElse(NEVER);
  }

  /** What the public knows it by, if anything. */
  public @Nullable CallControl owner() {
    return owner;
  }

  /** Raises it, unless it was raised before; tells which. */
  public synchronized boolean raise(CallInterruptedException newCause) {
    if (raised) {
      return false;
    }
    cause = newCause;
    raised = true;
    if (waiting != null) {
      for (Thread thread : waiting) {
        LockSupport.unpark(thread);
      }
    }
    return true;
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
   * Throws the cause, if it was raised.
   *
   * @throws CallInterruptedException if it was
   */
  public void check() {
    if (raised && cause != null) {
      throw cause;
    }
  }

  /** Runs an action on the current thread with this one bound. */
  public <T extends @Nullable Object> T run(Callable<T> action) throws Exception {
    return ScopedValue.where(CURRENT, this).call(action::call);
  }
}
