package dev.heddle.wasi.stream;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Hands what is written to a subscriber as it asks for it. Thread-safe. */
public final class PublishedOutput implements Output {

  // Guarded by this.
  private @Nullable FluxSink<ByteBuffer> sink;
  private @Nullable CompletableFuture<@Nullable Void> waiting;
  private boolean isCancelled;
  private boolean isClosed;

  /** Nobody has subscribed. */
  public PublishedOutput() {}

  /** What is written. */
  public Flux<ByteBuffer> flux() {
    return Flux.create(this::subscribe, FluxSink.OverflowStrategy.ERROR);
  }

  private void subscribe(FluxSink<ByteBuffer> subscriber) {
    boolean isOver;
    synchronized (this) {
      if (sink != null) {
        subscriber.error(new IllegalStateException("what a guest writes is for one subscriber"));
        return;
      }
      sink = subscriber;
      isOver = isClosed;
    }
    subscriber.onRequest(count -> wake());
    subscriber.onDispose(this::cancel);
    if (isOver) {
      subscriber.complete();
    }
  }

  private void wake() {
    CompletableFuture<@Nullable Void> woken;
    synchronized (this) {
      woken = waiting;
      waiting = null;
    }
    if (woken != null) {
      woken.complete(null);
    }
  }

  private void cancel() {
    synchronized (this) {
      isCancelled = true;
    }
    wake();
  }

  private synchronized CompletionStage<@Nullable Void> asked() {
    FluxSink<ByteBuffer> subscriber = sink;
    if (isCancelled || subscriber != null && subscriber.requestedFromDownstream() > 0) {
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<@Nullable Void> known = new CompletableFuture<>();
    waiting = known;
    return known;
  }

  @Override
  public CompletionStage<@Nullable Void> write(ByteBuffer source) {
    ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source).flip();
    return asked().thenCompose(done -> give(copy));
  }

  private CompletionStage<@Nullable Void> give(ByteBuffer bytes) {
    FluxSink<ByteBuffer> subscriber;
    boolean isGone;
    synchronized (this) {
      subscriber = sink;
      isGone = isCancelled;
    }
    if (isGone) {
      return CompletableFuture.failedStage(
          new WasiException(Errno.PIPE, "the subscriber has cancelled"));
    }
    if (subscriber == null || subscriber.requestedFromDownstream() == 0) {
      return asked().thenCompose(done -> give(bytes));
    }
    subscriber.next(bytes);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void close() {
    FluxSink<ByteBuffer> subscriber;
    synchronized (this) {
      isClosed = true;
      subscriber = sink;
    }
    if (subscriber != null) {
      subscriber.complete();
    }
  }
}
