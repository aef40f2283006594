package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.Residents;
import dev.heddle.wasm.store.Saving;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread on which functions of all modules are compiled: a daemon. Thread-safe.
 *
 * <p>Guests ask for it wherever they are, at the end of their stack perhaps, where nothing may be
 * initialised or left half done: asking is putting something into a queue.
 */
final class Background extends Thread {

  /** Something to compile. */
  abstract static class Request {

    private volatile boolean done;

    /** What went wrong that was not foreseen. */
    private volatile @Nullable Throwable failure;

    /** Who waits for it. */
    private volatile @Nullable Thread waiting;

    /** Compiles it. */
    abstract void run();
  }

  private static final Background THREAD = started();

  private final ConcurrentLinkedDeque<Request> requests = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedQueue<Request> idleRequests = new ConcurrentLinkedQueue<>();

  private Background() {
    super("heddle-compiler");
    setDaemon(true);
  }

  private static Background started() {
    Background thread = new Background();
    thread.start();
    return thread;
  }

  /** Makes sure that the thread is there. */
  static void prepare() {
    LockSupport.unpark(THREAD);
  }

  /** Has something compiled soon. */
  static void ask(Request request) {
    THREAD.requests.offer(request);
    LockSupport.unpark(THREAD);
  }

  /** Has something compiled before all else. */
  static void askFirst(Request request) {
    THREAD.requests.offerFirst(request);
    LockSupport.unpark(THREAD);
  }

  /** Has something done when there is nothing to compile. */
  static void askWhenIdle(Request request) {
    THREAD.idleRequests.offer(request);
    LockSupport.unpark(THREAD);
  }

  /** Has something compiled, and waits for that. */
  static void await(Request request) {
    request.waiting = currentThread();
    ask(request);
    boolean interrupted = false;
    while (!request.done) {
      LockSupport.park(request);
      // to be kept for those whom it concerns
      interrupted |= interrupted();
    }
    if (interrupted) {
      currentThread().interrupt();
    }
    if (request.failure instanceof AssertionError failure) {
      throw failure;
    }
  }

  @Override
  public void run() {
    for (; ; ) {
      Request request = requests.poll();
      if (request == null) {
        request = idleRequests.poll();
      }
      if (request == null) {
        rest();
        continue;
      }
      try {
        request.run();
      } catch (RuntimeException | Error e) {
        // the thread goes on for others; who waits is told
        request.failure = e;
      }
      request.done = true;
      Thread waiting = request.waiting;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  private void rest() {
    long nanos = sooner(Saving.whatIsDue(), Residents.whatIsDue());
    if (!requests.isEmpty() || !idleRequests.isEmpty()) {
      return;
    }
    if (nanos == 0) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
  }

  /** The smaller of two times of which 0 stands for never. */
  private static long sooner(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }
}
