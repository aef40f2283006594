package dev.heddle.async.carrier;

import dev.heddle.wasm.stack.StackReserve;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One platform thread as a carrier of calls: whether calls may run on it now, and those that are
 * to. For that thread and for the virtual one that it carries.
 *
 * <p>The JDK's carriers do nothing else. Any other thread may hold monitors when it comes to carry
 * a virtual thread, and may have been interrupted: HotSpot takes the monitors away with the virtual
 * thread when that unmounts, see {@link #settle}, and the JDK clears the interrupt.
 *
 * <p>Calls never run within each other here: one that starts or wakes another only puts it on the
 * list, so that the stack stays as it is however long the chain.
 */
final class Mount {

  private static final ThreadLocal<Mount> MOUNTS = ThreadLocal.withInitial(Mount::new);

  /** For how long a thread goes on with what came to the list meanwhile. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** How much of the stack must be left, in multiples of what parking takes. */
  private static final int RESERVES = 2;

  private boolean willing;
  private final Queue<Runnable> list = new ArrayDeque<>(4);

  // One for each entry of a HotSpot lock stack, and only ever locked by this thread.
  private final Object lock1 = new Object();
  private final Object lock2 = new Object();
  private final Object lock3 = new Object();
  private final Object lock4 = new Object();
  private final Object lock5 = new Object();
  private final Object lock6 = new Object();
  private final Object lock7 = new Object();
  private final Object lock8 = new Object();

  private boolean carrying;

  /** Whether the thread itself, carrying nothing, makes a call runnable. */
  private boolean invitesHere;

  /**
   * Whether the virtual thread that it carries makes another one runnable. A virtual thread that is
   * moved elsewhere halfway leaves a wrong value until the next is run, and a call that then runs
   * elsewhere, or here, without need.
   */
  private boolean invitesCarried;

  private Mount() {
    Thread own = Thread.currentThread();
    willing = !own.isVirtual() && !ServiceThread.isOne(own);
  }

  /** That of the platform thread that runs this, be it as the carrier of a virtual one. */
  static Mount here() {
    return Opened.ofCarrier(MOUNTS);
  }

  /**
   * Makes a thread runnable, and lets it run here, at once if nothing is being carried.
   *
   * @param action starts or unparks it
   */
  void invite(Thread thread, Consumer<Thread> action, Executor elsewhere) {
    if (!willing) {
      action.accept(thread);
    } else if (Thread.currentThread().isVirtual()) {
      invitesCarried = true;
      action.accept(thread);
      invitesCarried = false;
    } else {
      boolean before = invitesHere;
      invitesHere = true;
      try {
        action.accept(thread);
      } finally {
        invitesHere = before;
      }
      if (!carrying && !list.isEmpty()) {
        carry(elsewhere);
      }
    }
  }

  /** Runs an action that makes threads runnable, none of which is to run here. */
  void withoutInvitations(Runnable action) {
    boolean before = willing;
    if (before && !Thread.currentThread().isVirtual()) {
      willing = false;
      try {
        action.run();
      } finally {
        willing = true;
      }
    } else {
      action.run();
    }
  }

  /**
   * Puts a continuation on the list if it may run here: if the bridge has just made it runnable, or
   * if it was running here and has hardly unmounted.
   */
  boolean take(Runnable continuation) {
    boolean taken = carrying ? invitesCarried || !Thread.currentThread().isVirtual() : invitesHere;
    return taken && list.add(continuation);
  }

  /** Runs a continuation on this thread, where nothing is being carried. */
  void run(Runnable continuation) {
    boolean interrupted = Thread.interrupted();
    settle();
    try {
      continuation.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void carry(Executor elsewhere) {
    boolean interrupted = Thread.interrupted();
    carrying = true;
    try {
      if (StackReserve.isThere(RESERVES)) {
        settle();
        carryList();
      }
    } finally {
      carrying = false;
      while (!list.isEmpty()) {
        elsewhere.execute(list.remove());
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void carryList() {
    list.remove().run();
    if (!list.isEmpty()) {
      long start = System.nanoTime();
      do {
        invitesCarried = false;
        list.remove().run();
      } while (!list.isEmpty() && System.nanoTime() - start < MOST_NANOS);
    }
  }

  /**
   * Makes monitors that this thread holds safe from being taken away.
   *
   * <p>HotSpot notes a monitor for which nobody contends on a stack of eight that belongs to the
   * platform thread, and moves what is there to a virtual thread that unmounts. When the stack is
   * full its oldest entry becomes a monitor that knows its owner, which stays where it is. So eight
   * more push all others out. {@link Trial} has a look at whether they do.
   */
  private void settle() {
    synchronized (lock1) {
      synchronized (lock2) {
        synchronized (lock3) {
          synchronized (lock4) {
            synchronized (lock5) {
              synchronized (lock6) {
                synchronized (lock7) {
                  synchronized (lock8) {
                    // That is all.
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
