package dev.heddle.async.carrier;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether this JVM lets threads of ours carry calls: what it takes is not part of Java's
 * specification.
 */
final class Trial implements Runnable {

  private final Queue<Runnable> runnable = new ArrayDeque<>();
  private final Object monitor = new Object();
  private @Nullable String obstacle;

  private Trial() {}

  /** What is in the way, if anything. */
  static @Nullable String obstacle() {
    try {
      Trial trial = new Trial();
      Thread thread = Thread.ofPlatform().daemon().name("heddle-trial").start(trial);
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return trial.obstacle;
    } catch (LinkageError closed) {
      return "java.base does not open java.lang to Heddle, or is another one than Heddle knows";
    }
  }

  @Override
  public void run() {
    try {
      obstacle = tried();
    } catch (Throwable thrown) {
      obstacle = thrown.toString();
    }
  }

  private @Nullable String tried() {
    Mount mount = Mount.here();
    Thread call = Opened.unstarted(runnable::add, "heddle-trial-call", LockSupport::park);
    boolean kept;
    synchronized (monitor) {
      call.start();
      mount.run(runnable.remove());
      kept = Thread.holdsLock(monitor);
      LockSupport.unpark(call);
      mount.run(runnable.remove());
    }
    if (call.isAlive()) {
      return "virtual threads do not run as they should";
    }
    return kept ? null : "monitors of a thread that carries a virtual one are taken from it";
  }
}
