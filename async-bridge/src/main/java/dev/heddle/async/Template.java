package dev.heddle.async;

import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  // Guarded by itself.
  private final Set<Work> making = new HashSet<>();
  private boolean closed;

  /** What the others start from; empty if each has to be initialised. */
  private final Mono<Start> start;

  /** What instances start from, if there is a snapshot of them. */
  private record Start(@Nullable Snapshot snapshot) {}

  /** Something that is being made; equal to nothing else. */
  private static final class Work {
    private final CompletableFuture<?> result;

    Work(CompletableFuture<?> result) {
      this.result = result;
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
    List<CompletableFuture<?>> ends;
    synchronized (making) {
      closed = true;
      ends = making.stream().<CompletableFuture<?>>map(work -> work.result).toList();
    }
    ends.forEach(each -> each.cancel(true));
    AsyncInstance unused = first.getAndSet(null);
    if (unused != null) {
      unused.close();
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
  }

  /** Watches over something that is being made, for it to be stopped when this is closed. */
  private <T> Mono<T> watched(Supplier<CompletableFuture<T>> beginning) {
    return Mono.defer(() -> {
      CompletableFuture<T> made;
      Work work;
      synchronized (making) {
        if (closed) {
          return Mono.error(
              new InstanceClosedException("its pool was closed before an instance was made"));
        }
        made = beginning.get();
        work = new Work(made);
        making.add(work);
      }
      var _ =
          made.whenComplete((result, failure) -> {
            synchronized (making) {
              making.remove(work);
            }
          });
      return Mono.fromFuture(made);
    });
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
