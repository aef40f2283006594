package dev.heddle.vertx;

import dev.heddle.async.InstanceClosedException;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A guest in the making. It ends with its verticle, or with Vert.x: then the start function is
 * stopped, and what exists of it already is closed.
 *
 * <p>Thread-safe.
 */
final class Making implements Closeable {

  private final ContextInternal owner;
  private final Callable<CompletableFuture<Guests>> instantiation;
  private final Function<Guests, VertxWasm> adoption;
  private final Promise<VertxWasm> result;

  /** Completes when nothing of it moves any more. */
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

  // All guarded by this.
  private boolean begun;
  private boolean closed;
  private @Nullable CompletableFuture<Guests> guests;

  /**
   * Prepares it.
   *
   * @param instantiation begins to instantiate; may block
   * @param adoption makes it a guest that is closed with the owner; throws {@link
   *     IllegalStateException} if that is closed
   */
  Making(
      ContextInternal owner,
      Callable<CompletableFuture<Guests>> instantiation,
      Function<Guests, VertxWasm> adoption) {
    this.owner = owner;
    this.instantiation = instantiation;
    this.adoption = adoption;
    this.result = owner.promise();
  }

  Future<VertxWasm> start() {
    if (!owner.closeFuture().add(this)) {
      return owner.failedFuture(
          new IllegalStateException("the verticle, or Vert.x, is closed: it can own no guest"));
    }
    try {
      // On a worker: the bridge looks for installed adapters first, which reads files.
      var _ = owner.executeBlocking(this::begin, false);
    } catch (RuntimeException refused) {
      fail(refused);
    }
    return result.future();
  }

  private @Nullable Void begin() {
    synchronized (this) {
      if (closed) {
        return null;
      }
      begun = true;
    }
    try {
      CompletableFuture<Guests> begun = instantiation.call();
      boolean late;
      synchronized (this) {
        guests = begun;
        late = closed;
      }
      if (late) {
        begun.cancel(true);
      }
      var _ =
          begun.whenComplete((made, failure) -> {
            if (failure == null) {
              adopt(made);
            } else {
              fail(failure);
            }
          });
    } catch (Throwable failure) {
      fail(failure);
    }
    return null;
  }

  private void adopt(Guests made) {
    VertxWasm wasm;
    try {
      if (isClosed()) {
        throw new IllegalStateException("the guest was made too late");
      }
      wasm = adoption.apply(made);
    } catch (Throwable tooLate) {
      made.close();
      var _ =
          made.closed()
              .whenComplete((ignored, impossible) ->
                  fail(tooLate instanceof IllegalStateException ? closedMeanwhile() : tooLate));
      return;
    }
    end();
    result.tryComplete(wasm);
  }

  private void fail(Throwable failure) {
    Throwable reason = isClosed() ? closedMeanwhile() : failure;
    end();
    result.tryFail(reason);
  }

  private void end() {
    owner.closeFuture().remove(this);
    ended.complete(null);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static InstanceClosedException closedMeanwhile() {
    return new InstanceClosedException(
        "the verticle, or Vert.x, was closed while a guest was being made for it: its start"
            + " function, if it ran, was stopped");
  }

  /** Ends the making, because its owner is being closed. */
  @Override
  public void close(Completable<Void> completion) {
    CompletableFuture<Guests> running;
    boolean idle;
    synchronized (this) {
      closed = true;
      idle = !begun;
      running = guests;
    }
    if (running != null) {
      running.cancel(true);
    }
    if (idle) {
      // It never will begin, nor be heard of where the worker threads are gone.
      fail(closedMeanwhile());
    }
    var _ = ended.whenComplete((ignored, impossible) -> completion.succeed());
  }
}
