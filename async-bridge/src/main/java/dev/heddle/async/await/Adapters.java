package dev.heddle.async.await;

import dev.heddle.async.AwaitAdapter;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The adapters in force for an instance: its own ones first, then those that are installed.
 * Immutable and thread-safe.
 */
public final class Adapters {

  private static final class Installed {
    static final List<AwaitAdapter> ALL =
        ServiceLoader.load(AwaitAdapter.class, AwaitAdapter.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
  }

  private final List<AwaitAdapter> all;

  private Adapters(List<AwaitAdapter> all) {
    this.all = all;
  }

  /** The installed adapters, after the given ones. */
  public static Adapters with(List<AwaitAdapter> own) {
    return new Adapters(Stream.concat(own.stream(), Installed.ALL.stream()).toList());
  }

  /** The first adapter that accepts the object. */
  public @Nullable AwaitAdapter find(Object awaitable) {
    for (AwaitAdapter adapter : all) {
      if (adapter.accepts(awaitable)) {
        return adapter;
      }
    }
    return null;
  }
}
