package dev.heddle.async.carrier;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** A daemon thread on which many calls rely, so that it must not carry any of them. */
public final class ServiceThread extends Thread {

  private ServiceThread(Runnable task, String name) {
    super(null, task, name, 0, false);
    setDaemon(true);
  }

  /** Makes threads of this name. */
  public static ThreadFactory named(String name) {
    return task -> new ServiceThread(task, name);
  }

  /** Makes threads of this name and a number each. */
  public static ThreadFactory numbered(String prefix) {
    AtomicLong numbers = new AtomicLong();
    return task -> new ServiceThread(task, prefix + numbers.incrementAndGet());
  }

  /** Whether a platform thread is one, or one of the JDK's that serve the whole JVM. */
  static boolean isOne(Thread thread) {
    String type = thread.getClass().getName();
    return thread instanceof ServiceThread
        || type.equals("java.util.concurrent.DelayScheduler")
        || type.startsWith("jdk.internal.misc.");
  }
}
