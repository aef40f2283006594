package dev.heddle.async;

import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.util.concurrent.atomic.AtomicReference;
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

  /** What the others start from; empty if each has to be initialised. */
  private final Mono<Start> start;

  /** What instances start from, if there is a snapshot of them. */
  private record Start(@Nullable Snapshot snapshot) {}

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

  /** Closes the instance that was made for others to start from, if nobody has taken it. */
  void close() {
    AsyncInstance unused = first.getAndSet(null);
    if (unused != null) {
      unused.close();
    }
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
                  : Mono.fromFuture(() -> builder.startingFrom(snapshot).buildAsync());
      return instance.map(made -> new PoolMember(made, reuse, snapshot));
    });
  }

  private Mono<AsyncInstance> initialised() {
    Mono<AsyncInstance> made = Mono.fromFuture(() -> builder.copy().buildAsync());
    GuestTask<?> task = preparation;
    return task == null
        ? made
        : made.flatMap(instance ->
            instance
                .mono(CallOptions.defaults().withName("prepare"), task)
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
