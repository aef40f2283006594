package dev.heddle.wasm.runtime;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Something that is to be done by the thread on which a call began, since code of users notices on
 * which thread it is. For one use.
 */
abstract class Errand {

  private final Thread sender = Thread.currentThread();

  private @Nullable Throwable failure;
  private volatile boolean done;

  /** Does it. */
  abstract void run() throws Throwable;

  /** Does it, and has who sent it go on. */
  final void serve() {
    try {
      run();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    done = true;
    LockSupport.unpark(sender);
  }

  final boolean isDone() {
    return done;
  }

  /** Throws what it threw. */
  final void finish() {
    Throwable thrown = failure;
    if (thrown != null) {
      throw Rethrow.<RuntimeException>unchecked(thrown);
    }
  }
}
