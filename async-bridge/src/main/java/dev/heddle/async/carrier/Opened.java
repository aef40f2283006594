package dev.heddle.async.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/**
 * What of {@code java.lang} takes {@code --add-opens java.base/java.lang}: virtual threads with a
 * scheduler of our own, and what belongs to the thread that carries one. Its initialisation fails
 * where that is closed or not there.
 */
final class Opened {

  private static final MethodHandle NEW_THREAD;
  private static final MethodHandle CARRIER_LOCAL;
  private static final int CHARACTERISTICS;

  /** The JDK's scheduler: runs continuations on its carrier threads. */
  static final Executor SCHEDULER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Method newThread =
          Class.forName("java.lang.ThreadBuilders")
              .getDeclaredMethod(
                  "newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
      NEW_THREAD = lookup.unreflect(opened(newThread));
      CARRIER_LOCAL =
          lookup.unreflect(opened(ThreadLocal.class.getDeclaredMethod("getCarrierThreadLocal")));
      Field characteristics = Thread.class.getDeclaredField("NO_INHERIT_THREAD_LOCALS");
      CHARACTERISTICS = (int) opened(characteristics).get(null);
      Method scheduler =
          Class.forName("java.lang.VirtualThread").getDeclaredMethod("defaultScheduler");
      SCHEDULER = (Executor) opened(scheduler).invoke(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Opened() {}

  private static <T extends AccessibleObject> T opened(T member) {
    member.setAccessible(true);
    return member;
  }

  /** A virtual thread that is not started, and whose continuation the scheduler is given to run. */
  static Thread unstarted(Executor scheduler, String name, Runnable task) {
    try {
      return (Thread) NEW_THREAD.invokeExact(scheduler, name, CHARACTERISTICS, task);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The value of a thread local for the platform thread that runs this, virtual or not. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T> T ofCarrier(ThreadLocal<T> local) {
    try {
      return (T) CARRIER_LOCAL.invokeExact(local);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
