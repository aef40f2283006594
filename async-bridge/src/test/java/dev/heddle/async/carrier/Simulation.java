package dev.heddle.async.carrier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads of calls that take turns on one thread of the platform, in an order that a seed decides,
 * and a time that passes when nothing else happens.
 *
 * <p>What a thread does until it parks or yields is a step. It yields now and then where it has
 * made another one runnable, so that the bridge's own code is cut there, too. As nothing runs side
 * by side, the same seed gives the same steps.
 */
public final class Simulation implements CallThreads, Timing, Executor {

  /** How often a thread gives way that has made another one runnable: three in so many times. */
  private static final int CUTS = 8;

  private record Due(long at, long order, Runnable action, CompletableFuture<Void> handle) {}

  private final Thread carrier = Thread.currentThread();
  private final Random random;
  private final List<Runnable> steps = new ArrayList<>();
  private final Set<Thread> threads = new HashSet<>();
  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private long now;
  private long orders;
  private long history;
  private volatile @Nullable Thread intruder;

  /** One whose steps are run by the current thread, which belongs to the platform. */
  public Simulation(Random random) {
    this.random = random;
  }

  /** Whether there is a step to run. */
  public boolean hasSteps() {
    return !steps.isEmpty();
  }

  /** How many steps could be run now. */
  public int steps() {
    return steps.size();
  }

  /** Runs one of the steps. */
  public void step() {
    int chosen = random.nextInt(steps.size());
    note(chosen);
    Mount.here().run(steps.remove(chosen));
  }

  /** Whether anything is due later. */
  public boolean hasDues() {
    dues.removeIf(due -> due.handle.isDone());
    return !dues.isEmpty();
  }

  /** Lets time pass until the next thing is due, and does that. */
  public void passTime() {
    Due next = dues.remove();
    now = next.at;
    note((int) next.order);
    if (next.handle.complete(null)) {
      next.action.run();
    }
  }

  /** Threads that have not ended. */
  public List<Thread> alive() {
    return threads.stream().filter(Thread::isAlive).toList();
  }

  /** A number for all that has happened, in its order. */
  public long history() {
    return history;
  }

  /** Adds something to the history. */
  public void note(int what) {
    history = history * 31 + what + 1;
  }

  /** A thread that does not take part and has woken one that does: then all bets are off. */
  public @Nullable Thread intruder() {
    return intruder;
  }

  // ---- threads

  @Override
  public Thread unstarted(String name, Runnable call) {
    Thread thread = Opened.unstarted(this, name, call);
    threads.add(thread);
    return thread;
  }

  @Override
  public void start(Thread thread) {
    thread.start();
    cut();
  }

  @Override
  public void resume(Thread thread) {
    LockSupport.unpark(thread);
    cut();
  }

  /** Lets others run now and then, if this is a thread of a call: yields, or even parks. */
  @SuppressWarnings("ThreadPriorityCheck") // another step is chosen then
  public void cut() {
    Thread own = Thread.currentThread();
    int choice = own.isVirtual() ? random.nextInt(CUTS) : CUTS;
    if (choice < 2) {
      Thread.yield();
    } else if (choice == 2) {
      boolean[] over = new boolean[1];
      steps.add(() -> {
        over[0] = true;
        LockSupport.unpark(own);
      });
      while (!over[0]) {
        LockSupport.park();
      }
    }
  }

  @Override
  public void execute(Runnable step) {
    Thread current = Thread.currentThread();
    if (current != carrier && !current.isVirtual()) {
      intruder = current;
    }
    steps.add(step);
  }

  // ---- time

  @Override
  public Timing timing() {
    return this;
  }

  @Override
  public Future<?> after(Duration time, Runnable action) {
    CompletableFuture<Void> handle = new CompletableFuture<>();
    dues.add(new Due(now + time.toNanos(), orders++, action, handle));
    return handle;
  }

  @Override
  public Executor elsewhere() {
    return steps::add;
  }
}
