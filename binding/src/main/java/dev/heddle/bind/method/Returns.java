package dev.heddle.bind.method;

import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.GuestTask;
import dev.heddle.bind.AsyncReturn;
import dev.heddle.bind.layout.JavaType;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The classes of results that come later. Immutable and thread-safe. */
public final class Returns {

  private record ToMono() implements AsyncReturn {
    @Override
    public Class<?> type() {
      return Mono.class;
    }

    @Override
    public <T extends @Nullable Object> Object start(
        Callee callee, CallOptions options, GuestTask<T> task) {
      return callee.mono(options, task);
    }
  }

  /** The elements of a list. */
  private record ToFlux() implements AsyncReturn {
    @Override
    public Class<?> type() {
      return Flux.class;
    }

    @Override
    public <T extends @Nullable Object> Object start(
        Callee callee, CallOptions options, GuestTask<T> task) {
      return callee.<Object>mono(options, task).flatMapIterable(list -> (List<?>) list);
    }
  }

  private record ToFuture(Class<?> type) implements AsyncReturn {
    @SuppressWarnings("FutureReturnValueIgnored") // it is returned
    @Override
    public <T extends @Nullable Object> Object start(
        Callee callee, CallOptions options, GuestTask<T> task) {
      return callee.<T>future(options, task);
    }
  }

  private static final List<AsyncReturn> OWN =
      List.of(
          new ToMono(),
          new ToFlux(),
          new ToFuture(CompletableFuture.class),
          new ToFuture(CompletionStage.class));

  private static final class Installed {
    static final List<AsyncReturn> ALL =
        ServiceLoader.load(AsyncReturn.class, AsyncReturn.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
  }

  private final List<AsyncReturn> all;

  /**
   * @param given by the user of a binding, before those that are installed
   */
  public Returns(List<AsyncReturn> given) {
    all = new ArrayList<>(given);
    all.addAll(OWN);
    all.addAll(Installed.ALL);
  }

  /** How a class of results is had, if it comes later. */
  @Nullable AsyncReturn find(Class<?> type) {
    for (AsyncReturn known : all) {
      if (known.type() == type) {
        return known;
      }
    }
    return null;
  }

  /** The type of the value that a method returns, now or later. */
  JavaType value(JavaType returned) {
    if (find(returned.raw()) == null) {
      return returned;
    }
    return returned.raw() == Flux.class
        ? new JavaType(List.class, List.of(returned.argument()))
        : returned.argument();
  }
}
