package dev.heddle.wasi.stream;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens for a guest: a virtual thread accepts one connection ahead. Closing it for
 * the guest leaves the socket open, as it is the host's.
 */
public final class Listener implements AutoCloseable {

  private final ServerSocketChannel channel;

  // Guarded by this.
  private @Nullable SocketChannel accepted;
  private @Nullable CompletableFuture<Long> taker;
  private boolean isAccepting;
  private boolean isClosed;
  private @Nullable IOException failure;

  /** One that accepts nobody until it is asked. */
  public Listener(ServerSocketChannel channel) {
    this.channel = channel;
  }

  private void accept() {
    try {
      SocketChannel next = channel.accept();
      CompletableFuture<Long> waiting;
      boolean late;
      synchronized (this) {
        isAccepting = false;
        late = isClosed;
        accepted = late ? null : next;
        waiting = taker;
        taker = null;
      }
      if (late) {
        next.close();
      }
      if (waiting != null) {
        waiting.complete(1L);
      }
    } catch (IOException e) {
      CompletableFuture<Long> waiting;
      synchronized (this) {
        isAccepting = false;
        failure = e;
        waiting = taker;
        taker = null;
      }
      if (waiting != null) {
        waiting.completeExceptionally(Failures.of(e));
      }
    }
  }

  /** Completes when somebody has connected. */
  public synchronized CompletionStage<Long> ready() {
    if (accepted != null) {
      return CompletableFuture.completedStage(1L);
    }
    if (failure != null) {
      return CompletableFuture.failedStage(Failures.of(failure));
    }
    CompletableFuture<Long> known = taker;
    if (known == null) {
      known = new CompletableFuture<>();
      taker = known;
    }
    startAccepting();
    return known.copy();
  }

  private void startAccepting() {
    if (!isAccepting) {
      isAccepting = true;
      Thread.ofVirtual().name("heddle-wasi-accept").start(this::accept);
    }
  }

  /** Who has connected, if somebody has. */
  public synchronized @Nullable Connection poll() {
    SocketChannel next = accepted;
    if (next == null) {
      if (failure == null) {
        startAccepting();
      }
      return null;
    }
    accepted = null;
    return new Connection(next);
  }

  @Override
  public void close() {
    SocketChannel unwanted;
    synchronized (this) {
      isClosed = true;
      unwanted = accepted;
      accepted = null;
    }
    if (unwanted != null) {
      new Connection(unwanted).close();
    }
  }
}
