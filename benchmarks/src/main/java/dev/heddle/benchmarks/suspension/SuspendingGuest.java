package dev.heddle.benchmarks.suspension;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.wasm.HostFunction;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.WasmModule;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** A guest that calls the host in a loop, and a host that answers at once or later. */
public final class SuspendingGuest implements AutoCloseable {

  /** The import that does not involve the bridge: adds one. */
  public static final HostFunction PLAIN = call -> call.returnI32(call.i32(0) + 1);

  private final Letterbox letterbox = new Letterbox();
  private final AsyncInstance instance;

  @SuppressWarnings("FutureReturnValueIgnored") // the bridge takes care of what an import returns
  private SuspendingGuest(
      WasmModule module, Answer answer, UnaryOperator<AsyncInstance.Builder> options) {
    AsyncHostFunction later =
        switch (answer) {
          case VALUE -> call -> call.i32(0) + 1;
          case COMPLETED_FUTURE -> call -> CompletableFuture.completedFuture(call.i32(0) + 1);
          case MONO_JUST -> call -> Mono.just(call.i32(0) + 1);
          case PENDING_FUTURE ->
              call -> {
                CompletableFuture<Integer> future = new CompletableFuture<>();
                letterbox.put(future);
                return future;
              };
        };
    instance =
        options
            .apply(AsyncInstance.builder(module))
            .imports(
                AsyncImports.builder()
                    .addAll(Imports.builder().function("host", "plain", PLAIN).build())
                    .suspending("host", "later", later)
                    .build())
            .build();
  }

  /** What the host's function {@code later} returns. */
  public enum Answer {
    /** The result itself. */
    VALUE,
    /** A future that has it already. */
    COMPLETED_FUTURE,
    /** A publisher that gives it when subscribed to. */
    MONO_JUST,
    /** A future that gets it when {@link SuspendingGuest#completeNext} is called. */
    PENDING_FUTURE
  }

  /** A new instance whose host answers in the given way. */
  public static SuspendingGuest answeredBy(Answer answer) {
    return answeredBy(answer, builder -> builder);
  }

  /** A new instance whose host answers in the given way, made with further options. */
  public static SuspendingGuest answeredBy(
      Answer answer, UnaryOperator<AsyncInstance.Builder> options) {
    return new SuspendingGuest(module(), answer, options);
  }

  /** The module that all of them are made of. */
  public static WasmModule module() {
    return WasmModule.load(GuestModule.bytes("suspend"));
  }

  /** A function of the guest, of type {@code (i32) -> i32}. */
  public AsyncFunction function(String name) {
    return instance.function(name);
  }

  /**
   * Waits until the guest waits, and completes what it waits for; the guest goes on.
   *
   * @throws InterruptedException if this thread is interrupted before the guest waits
   */
  public void completeNext() throws InterruptedException {
    letterbox.take().complete(1);
  }

  @Override
  public void close() {
    instance.close();
  }
}
