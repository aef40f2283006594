package dev.heddle.async.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a call has opened, to be closed when it ends. Confined to the thread of the call. */
final class Resources {

  private @Nullable List<AutoCloseable> all;

  /** Adds one, and returns it. */
  <V extends AutoCloseable> V add(V resource) {
    List<AutoCloseable> open = all;
    if (open == null) {
      open = new ArrayList<>(2);
      all = open;
    }
    open.add(Objects.requireNonNull(resource, "resource"));
    return resource;
  }

  /**
   * Closes them, the last first.
   *
   * @param failure what the call fails with; what closing throws is suppressed in it
   * @return that failure, or the first that closing threw, or null
   */
  @Nullable Throwable close(@Nullable Throwable failure) {
    Throwable first = failure;
    List<AutoCloseable> open = all;
    all = null;
    if (open != null) {
      for (AutoCloseable resource : open.reversed()) {
        try {
          resource.close();
        } catch (Throwable thrown) {
          if (first == null) {
            first = thrown;
          } else {
            Call.withSuppressed(first, thrown);
          }
        }
      }
    }
    return first;
  }
}
