package dev.heddle.bind.method;

import dev.heddle.async.AsyncInstance;
import dev.heddle.bind.layout.Guest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a method of a bound interface does. Immutable and thread-safe. */
sealed interface Slot {

  /** The function of a bound object. */
  Object bound(AsyncInstance instance, Guest guest);

  /** Calls an export. */
  record Calling(Export export) implements Slot {
    @Override
    public Object bound(AsyncInstance instance, Guest guest) {
      return new BoundExport(export, instance, guest);
    }
  }

  /** Closes the instance. */
  record Closing() implements Slot {
    @Override
    public Object bound(AsyncInstance instance, Guest guest) {
      return (Function<Object, @Nullable Object>)
          nothing -> {
            instance.close();
            return null;
          };
    }
  }

  /** Returns the instance. */
  record Showing() implements Slot {
    @Override
    public Object bound(AsyncInstance instance, Guest guest) {
      return (Function<Object, Object>) nothing -> instance;
    }
  }
}
