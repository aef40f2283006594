package dev.heddle.wasi.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Bytes between somebody who brings them and a guest that takes them, with a bound: who brings
 * waits for room, and who takes for bytes, each in a way of its own. Thread-safe.
 */
final class ByteQueue {

  private static final long END = -1;

  private final byte[] ring;

  // Guarded by this.
  private int first;
  private int count;
  private boolean ended;
  private @Nullable Throwable failure;
  private @Nullable CompletableFuture<Long> taker;
  private @Nullable CompletableFuture<@Nullable Void> bringer;

  ByteQueue(int capacity) {
    this.ring = new byte[capacity];
  }

  /** How many bytes there are; -1 at the end. */
  synchronized long available() {
    return count > 0 ? count : ended ? END : 0;
  }

  /** Completes with {@link #available()} as soon as that is not 0. */
  CompletionStage<Long> readable() {
    synchronized (this) {
      if (failure != null && count == 0) {
        return CompletableFuture.failedStage(failure);
      }
      long now = available();
      if (now != 0) {
        return CompletableFuture.completedStage(now);
      }
      CompletableFuture<Long> known = taker;
      if (known == null) {
        known = new CompletableFuture<>();
        taker = known;
      }
      // whoever waits may give up, and others wait on
      return known.copy();
    }
  }

  /** Takes what fits; -1 at the end. */
  int take(ByteBuffer target, boolean peeks) {
    CompletableFuture<@Nullable Void> waiting = null;
    int taken;
    synchronized (this) {
      if (count == 0) {
        return ended ? -1 : 0;
      }
      taken = Math.min(count, target.remaining());
      int head = Math.min(taken, ring.length - first);
      target.put(ring, first, head);
      target.put(ring, 0, taken - head);
      if (!peeks) {
        first = (first + taken) % ring.length;
        count -= taken;
        waiting = bringer;
        bringer = null;
      }
    }
    if (waiting != null) {
      waiting.complete(null);
    }
    return taken;
  }

  /** Puts in as much as there is room for. */
  void put(ByteBuffer source) {
    CompletableFuture<Long> waiting;
    long now;
    synchronized (this) {
      int put = Math.min(source.remaining(), ring.length - count);
      if (put == 0) {
        return;
      }
      int at = (first + count) % ring.length;
      int head = Math.min(put, ring.length - at);
      source.get(ring, at, head);
      source.get(ring, 0, put - head);
      count += put;
      waiting = taker;
      taker = null;
      now = count;
    }
    if (waiting != null) {
      waiting.complete(now);
    }
  }

  /** How many bytes there is room for. */
  synchronized int room() {
    return ended ? 0 : ring.length - count;
  }

  /** Completes when there is room, or nobody takes anything any more. */
  synchronized CompletableFuture<@Nullable Void> roomy() {
    if (ended || count < ring.length) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<@Nullable Void> known = bringer;
    if (known == null) {
      known = new CompletableFuture<>();
      bringer = known;
    }
    return known;
  }

  /** No more will come. */
  void end(@Nullable Throwable why) {
    CompletableFuture<Long> waiting;
    CompletableFuture<@Nullable Void> bringing;
    synchronized (this) {
      ended = true;
      failure = why;
      waiting = taker;
      taker = null;
      bringing = bringer;
      bringer = null;
    }
    if (waiting != null) {
      if (why == null) {
        waiting.complete(END);
      } else {
        waiting.completeExceptionally(why);
      }
    }
    if (bringing != null) {
      bringing.complete(null);
    }
  }

  synchronized boolean hasEnded() {
    return ended;
  }
}
