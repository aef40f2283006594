package dev.heddle.wasm.runtime;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * How many bytes linear memories have together, those of a store or of the JVM. What is garbage
 * does not count: before something is refused the JVM is asked to look for it. Thread-safe.
 */
public final class MemoryRoom {

  /** That of all memories of the JVM. */
  static final MemoryRoom JVM = new MemoryRoom();

  /** How long to wait for the JVM to tell what it has collected, in milliseconds. */
  private static final int PATIENCE = 100;

  /** What one memory has of the room; given back once its owner is garbage. */
  static final class Share extends PhantomReference<Object> {

    private long bytes;

    private Share(Object owner, ReferenceQueue<Object> collected) {
      super(owner, collected);
    }
  }

  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
  private final Set<Share> shares = new HashSet<>();
  private long used;

  /** An empty share for a memory, which has to refer to its owner. */
  synchronized Share shareFor(Object owner) {
    Share share = new Share(owner, collected);
    shares.add(share);
    return share;
  }

  /** How many bytes are in use. */
  synchronized long used() {
    return used;
  }

  /**
   * Takes so many bytes more for a share, if there is room.
   *
   * @param limit how many bytes may be in use
   * @param forGuest whether a guest wants them, which must not have the JVM collect garbage all the
   *     time
   */
  boolean take(Share share, long bytes, long limit, boolean forGuest) {
    if (takeNow(share, bytes, limit)) {
      return true;
    }
    if (!mayFit(share, bytes, limit)) {
      return false;
    }
    if (forGuest && !Garbage.isDue()) {
      return false;
    }
    long start = System.nanoTime();
    Garbage.collect();
    boolean taken = takeOnceCollected(share, bytes, limit);
    Garbage.noteCollectionSince(start);
    return taken;
  }

  /** Takes so many bytes from a share. */
  synchronized void giveBack(Share share, long bytes) {
    share.bytes -= bytes;
    used -= bytes;
  }

  private synchronized boolean takeNow(Share share, long bytes, long limit) {
    for (Reference<?> reference = collected.poll(); reference != null; ) {
      remove(reference);
      reference = collected.poll();
    }
    if (bytes > 0 && bytes > limit - used) {
      return false;
    }
    share.bytes += bytes;
    used += bytes;
    return true;
  }

  /** Whether there would be room if all other shares were garbage, and there are any. */
  private synchronized boolean mayFit(Share share, long bytes, long limit) {
    return used > share.bytes && bytes <= limit - share.bytes;
  }

  private boolean takeOnceCollected(Share share, long bytes, long limit) {
    boolean interrupted = false;
    try {
      for (; ; ) {
        try {
          Reference<?> reference = collected.remove(PATIENCE);
          if (reference == null) {
            return false;
          }
          remove(reference);
          if (takeNow(share, bytes, limit)) {
            return true;
          }
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void remove(Reference<?> reference) {
    if (reference instanceof Share share && shares.remove(share)) {
      used -= share.bytes;
    }
  }
}
