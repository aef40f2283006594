package dev.heddle.bind.method;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Callee;
import dev.heddle.async.InstancePool;
import dev.heddle.bind.layout.Guest;
import java.lang.reflect.Method;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a method of a bound interface does. Immutable and thread-safe. */
sealed interface Slot {

  /** The function of an object that is bound to an instance. */
  Object bound(AsyncInstance instance, Guest guest, Subject subject);

  /** The function of an object that is bound to a pool. */
  Object bound(InstancePool pool, Subject subject);

  /** Calls an export. */
  record Calling(Export export) implements Slot {
    @Override
    public Object bound(AsyncInstance instance, Guest guest, Subject subject) {
      return new BoundExport(
          export, subject, instance, Target.of(export, instance.instance(), guest));
    }

    @Override
    public Object bound(InstancePool pool, Subject subject) {
      return new BoundExport(export, subject, pool, null);
    }
  }

  /** Closes the instance, or the pool. */
  record Closing() implements Slot {
    @Override
    public Object bound(AsyncInstance instance, Guest guest, Subject subject) {
      return closing(instance::close);
    }

    @Override
    public Object bound(InstancePool pool, Subject subject) {
      return closing(pool::close);
    }

    private static Object closing(Runnable close) {
      return (Function<Object, @Nullable Object>)
          nothing -> {
            close.run();
            return null;
          };
    }
  }

  /** Returns the instance, or the pool. */
  record Showing(Method method) implements Slot {
    @Override
    public Object bound(AsyncInstance instance, Guest guest, Subject subject) {
      return showing(instance);
    }

    @Override
    public Object bound(InstancePool pool, Subject subject) {
      return showing(pool);
    }

    private Object showing(Callee callee) {
      if (!method.getReturnType().isInstance(callee)) {
        throw new IllegalArgumentException(
            Declarations.place(method)
                + " returns "
                + method.getReturnType().getSimpleName()
                + ", but what is bound is a "
                + callee.getClass().getSimpleName());
      }
      return (Function<Object, Object>) nothing -> callee;
    }
  }
}
