package dev.heddle.async;

import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes the instances of a pool: the first is initialised and prepared, the others start from a
 * snapshot of it. Thread-safe.
 */
final class Template {

  private final AsyncInstance.Builder builder;
  private final WasmModule module;
  private final Reuse reuse;
  private final @Nullable GuestTask<?> preparation;

  /** The first instance, until somebody has taken it. */
  private final AtomicReference<@Nullable AsyncInstance> first = new AtomicReference<>();

  private final Set<Work> making = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** What the others start from; empty if each has to be initialised. */
  private final Mono<Start> start;

  /** What instances start from, if there is a snapshot of them. */
  private record Start(@Nullable Snapshot snapshot) {}

  /** Something that is being made. No lock is held while it begins, as that may run a guest. */
  private static final class Work {

    final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable CompletableFuture<?>> result = new AtomicReference<>();
    private volatile boolean stopped;

    void begun(CompletableFuture<?> making) {
      result.set(making);
      if (stopped) {
        making.cancel(true);
      }
    }

    void stop() {
      stopped = true;
      CompletableFuture<?> making = result.get();
      if (making != null) {
        making.cancel(true);
      }
    }
  }

  Template(AsyncInstance.Builder builder, Reuse reuse, @Nullable GuestTask<?> preparation) {
    this.builder = builder;
    this.module = builder.module();
    this.reuse = reuse;
    this.preparation = preparation;
    this.start = initialised().flatMap(this::freeze).cacheInvalidateIf(nothing -> false);
  }

  WasmModule module() {
    return module;
  }

  /**
   * Stops what is being made, and closes the instance that was made for others to start from, if
   * nobody has taken it. Nothing more is made.
   *
   * @return completes when what was being made has unwound
   */
  CompletableFuture<?> close() {
    closed = true;
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (Work work : making) {
      work.stop();
      ends.add(work.ended);
    }
    AsyncInstance unused = first.getAndSet(null);
    if (unused != null) {
      unused.close();
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
  }

  /** Watches over something that is being made, for it to be stopped when this is closed. */
  private <T> Mono<T> watched(Supplier<CompletableFuture<T>> beginning) {
    return Mono.defer(() -> {
      Work work = new Work();
      making.add(work);
      try {
        // Added before looking, as who closes marks that before looking: one sees the other.
        if (closed) {
          throw new InstanceClosedException("its pool was closed before an instance was made");
        }
        CompletableFuture<T> made = beginning.get();
        var _ = made.whenComplete((result, failure) -> end(work));
        work.begun(made);
        return Mono.fromFuture(made);
      } catch (RuntimeException refused) {
        end(work);
        throw refused;
      }
    });
  }

  private void end(Work work) {
    making.remove(work);
    work.ended.complete(null);
  }

  /** An instance that starts where all do. */
  Mono<PoolMember> make() {
    return start.flatMap(from -> {
      AsyncInstance unused = first.getAndSet(null);
      Snapshot snapshot = from.snapshot();
      Mono<AsyncInstance> instance =
          unused != null
              ? Mono.just(unused)
              : snapshot == null
                  ? initialised()
                  : watched(() -> builder.startingFrom(snapshot).buildAsync());
      return instance.map(made -> new PoolMember(made, reuse, snapshot));
    });
  }

  private Mono<AsyncInstance> initialised() {
    Mono<AsyncInstance> made = watched(() -> builder.copy().buildAsync());
    GuestTask<?> task = preparation;
    return task == null
        ? made
        : made.flatMap(instance ->
            watched(() ->
                    instance.<@Nullable Object>future(
                        CallOptions.defaults().withName("prepare"), task))
                .then(Mono.just(instance))
                .doOnError(failure -> instance.close())
                .doOnCancel(instance::close));
  }

  private Mono<Start> freeze(AsyncInstance instance) {
    return Mono.fromFuture(instance::snapshot)
        .map(Start::new)
        .onErrorResume(
            IllegalStateException.class,
            refusal -> {
              if (reuse == Reuse.RESTORED) {
                instance.close();
                return Mono.error(
                    new IllegalStateException(
                        refusal.getMessage() + "; use Reuse.FRESH or Reuse.KEPT", refusal));
              }
              return Mono.just(new Start(null));
            })
        .doOnNext(start -> first.set(instance));
  }
}
