package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.stack.StackReserve;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a call that has no room on the Java stack of one thread.
 *
 * <p>Where a function has no room, it runs on a further thread, while the one before waits. So one
 * of the threads of a call runs at a time, and all else that a call has is handed on. Code of users
 * runs on the thread on which the call began, and nowhere else: it is woken for that.
 */
final class Segments {

  /** How often a call may go over the end of a segment before the segment is extended. */
  private static final int OFTEN = 16;

  /** What frames of a whole segment take where they are largest. */
  private static final long SEGMENT_BYTES = (long) Depth.UNITS * Depth.UNIT_BYTES;

  /** How many may be there in the JVM: when they wait, they take Java heap. */
  private static final int MOST =
      Math.clamp(Runtime.getRuntime().maxMemory() / 2 / SEGMENT_BYTES, 16, 1 << 20);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Activation activation;
  private final Segment own = Segment.own(this);

  /** Where the call is. */
  private volatile Segment current = own;

  /** Whether no other thread comes to run: the thread on which the call began goes on alone. */
  private boolean isConfined;

  /** Whether the thread on which the call began was interrupted while it waited. */
  private volatile boolean interrupted;

  private volatile @Nullable Errand errand;

  /** Those of a call that is on the current thread, on which it began. */
  Segments(Activation activation) {
    this.activation = activation;
  }

  /** The threads on which the call is but for its own, innermost first. */
  List<Thread> furtherThreads() {
    List<Thread> threads = new ArrayList<>();
    Segment last = current;
    for (Segment each = own; each != null && each != last; each = each.next) {
      Segment following = each.next;
      if (following != null) {
        threads.addFirst(following.thread());
      }
    }
    return threads;
  }

  Thread ownThread() {
    return own.thread();
  }

  /** Whether the call has gone on from the thread on which it began. */
  boolean isAway() {
    return current != own;
  }

  /** Runs a function for which there is no room on the stack of the current thread. */
  void goOn(Descent function, int frames) {
    Segment here = current;
    if (isConfined) {
      function.run(Depth.of(frames, Depth.UNITS));
      return;
    }
    if (!here.isExtended && ++here.crossings > OFTEN) {
      here.isExtended = true;
      try {
        function.run(Depth.of(frames, Depth.EXTRA_UNITS));
      } finally {
        here.isExtended = false;
      }
      return;
    }
    if (here == own) {
      // Whoever waits must be able to be woken.
      StackReserve.check();
    }
    Segment next = here.next;
    if (next == null) {
      next = start();
      here.next = next;
    }
    current = next;
    boolean done;
    try {
      done = next.call(function, Depth.of(frames, Depth.UNITS));
    } finally {
      current = here;
      if (here == own) {
        restoreInterrupt();
      }
    }
    if (!done) {
      isConfined = true;
      function.run(Depth.of(frames, Depth.UNITS));
    }
  }

  private Segment start() {
    if (COUNT.incrementAndGet() > MOST) {
      COUNT.decrementAndGet();
      throw new TrapException(
          TrapKind.CALL_STACK_EXHAUSTED,
          "the stacks of all calls take half of the Java heap, see Limits.maxCallDepth and -Xmx");
    }
    try {
      return Segment.start(this);
    } catch (Throwable thrown) {
      COUNT.decrementAndGet();
      throw thrown;
    }
  }

  /** What is to be thrown on the thread that waits, where something was thrown on this one. */
  Throwable leaving(Throwable thrown) {
    Throwable leaving = Activation.trapFor(thrown, activation);
    if (leaving instanceof TrapException trap) {
      trap.leaveThread();
    } else if (leaving instanceof RuntimeTaggedException exception) {
      exception.leaveThread();
    }
    return leaving;
  }

  /** The same, now that it is on the thread that has waited. */
  Throwable entering(Throwable thrown) {
    if (thrown instanceof TrapException trap) {
      trap.goOnFrom(CompiledFrames.here());
    } else if (thrown instanceof RuntimeTaggedException exception) {
      exception.goOnFrom(CompiledFrames.here());
    }
    return thrown;
  }

  /** The call is over. */
  void close() {
    for (Segment each = own.next; each != null; each = each.next) {
      each.close();
      COUNT.decrementAndGet();
    }
  }

  /** Has something done on the thread on which the call began, and returns when it is done. */
  void send(Errand sent) {
    errand = sent;
    LockSupport.unpark(own.thread());
    // what is done may take note of the interrupt, and then it is over
    Thread.interrupted();
    while (!sent.isDone()) {
      LockSupport.park(sent);
      Thread.interrupted();
    }
    takeOverInterrupt();
    sent.finish();
  }

  /** Does what it was asked to do for a call that has gone on to {@code waitedFor}. */
  boolean serve(Segment waitedFor) {
    if (own.next != waitedFor) {
      return false;
    }
    Errand asked = errand;
    if (asked == null) {
      return false;
    }
    errand = null;
    restoreInterrupt();
    asked.serve();
    return true;
  }

  /** Who interrupts a call interrupts the thread on which it began, which waits. */
  void passOnInterrupt(Segment waitedFor) {
    if (Thread.interrupted()) {
      if (own.next == waitedFor) {
        interrupted = true;
      }
      current.thread().interrupt();
    }
  }

  /** The current thread goes on with the call, and with its interrupt. */
  void takeOverInterrupt() {
    if (interrupted && Thread.currentThread() != own.thread()) {
      Thread.currentThread().interrupt();
    }
  }

  private void restoreInterrupt() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }
}
