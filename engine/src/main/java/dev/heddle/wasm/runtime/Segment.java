package dev.heddle.wasm.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the stack of a call: a thread, and what it runs. The first is the thread on which the
 * call began; the others are virtual threads, which stay until the call is over, as it may come
 * back to them.
 *
 * <p>All but the state is for the one thread of the call that runs.
 */
final class Segment implements Runnable {

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Segment.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Values of state.
  private static final int IDLE = 0;
  private static final int OFFERED = 1;
  private static final int TAKEN = 2;
  private static final int DONE = 3;
  private static final int CLOSED = 4;

  /** How long a thread that might keep the only carrier waits for a new segment to begin. */
  private static final long PATIENCE_NANOS = 2_000_000_000;

  private final Segments all;

  /** How often the call has gone on from here to the next. */
  int crossings;

  /** Whether what is beyond the end of this one is being run here all the same. */
  boolean isExtended;

  /** Where the call goes on from here, once it has. */
  @Nullable Segment next;

  private final Thread thread;

  /** Whether it has run something. */
  private boolean hasBegun;

  private @Nullable Descent function;
  private int depth;
  private @Nullable Thread caller;
  private @Nullable Throwable failure;

  private volatile int state = IDLE;

  private Segment(Segments all, @Nullable Thread own) {
    this.all = all;
    this.thread =
        own != null
            ? own
            : Thread.ofVirtual()
                .name("heddle-stack")
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
  }

  /** The thread on which a call began. */
  static Segment own(Segments all) {
    return new Segment(all, Thread.currentThread());
  }

  /** A further one. */
  static Segment start(Segments all) {
    Segment started = new Segment(all, null);
    started.thread.start();
    return started;
  }

  Thread thread() {
    return thread;
  }

  /**
   * Runs a function here, and returns when it has returned.
   *
   * @return false if it could not be begun: nothing has happened
   */
  boolean call(Descent called, int itsDepth) {
    function = called;
    depth = itsDepth;
    caller = Thread.currentThread();
    state = OFFERED;
    LockSupport.unpark(thread);
    if (!awaitEnd()) {
      return false;
    }
    hasBegun = true;
    state = IDLE;
    all.takeOverInterrupt();
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw Rethrow.<RuntimeException>unchecked(all.entering(thrown));
    }
    return true;
  }

  private boolean awaitEnd() {
    boolean isTimed = !hasBegun && caller == all.ownThread() && all.ownThread().isVirtual();
    long start = isTimed ? System.nanoTime() : 0;
    while (state != DONE) {
      try {
        if (all.serve(this)) {
          continue;
        }
        if (isTimed && state == OFFERED) {
          LockSupport.parkNanos(this, PATIENCE_NANOS);
        } else {
          LockSupport.park(this);
        }
        all.passOnInterrupt(this);
      } catch (VirtualMachineError full) {
        // The JVM could not set the stack aside. What has begun on another carrier is waited for
        // on this one.
        if (withdraw()) {
          throw full;
        }
        Thread.onSpinWait();
      }
      if (isTimed && System.nanoTime() - start >= PATIENCE_NANOS && withdraw()) {
        return false;
      }
    }
    return true;
  }

  private boolean withdraw() {
    return STATE.compareAndSet(this, OFFERED, IDLE);
  }

  /** Ends the thread, which has nothing to run. */
  void close() {
    state = CLOSED;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    Nesting.ofThread().segments = all;
    for (int now = state; now != CLOSED; now = state) {
      if (now == OFFERED && STATE.compareAndSet(this, OFFERED, TAKEN)) {
        work();
        state = DONE;
        LockSupport.unpark(caller);
      } else {
        LockSupport.park(this);
      }
      // Whoever waits on the thread on which the call began has it, too.
      Thread.interrupted();
    }
  }

  private void work() {
    Descent running = function;
    if (running == null) {
      throw new IllegalStateException("nothing to run");
    }
    try {
      all.takeOverInterrupt();
      running.run(depth);
    } catch (Throwable thrown) {
      failure = all.leaving(thrown);
    } finally {
      function = null;
    }
  }
}
