package dev.heddle.async;

/** When a call enters the guest, as seen by who makes it. Immutable and thread-safe. */
public enum Entry {

  /**
   * Soon, on its own thread, while the caller goes on at once. The default. On an {@linkplain
   * Carrier#inline inline carrier} it is at once, on the caller's.
   */
  DEFERRED,

  /**
   * Before the caller goes on, as in JavaScript: the call runs until it first suspends, or to its
   * end, and what it has done until then can be seen. If it has ended, its future is done.
   *
   * <p>The caller waits for that at most for as long as a {@linkplain
   * AsyncInstance.Builder#computeSlice compute slice}, so that no guest that computes for long
   * holds up an event loop. It does not wait at all where the call cannot enter now, as another one
   * keeps the store to itself to its end, and on threads of Reactor that must not block.
   *
   * <p>A call that makes another one of the same store this way lends it the store, is parked
   * meanwhile, and gets it back when that one suspends or ends, before any other. Unless it is
   * {@link Concurrency#SERIAL}: it keeps the store, and so does not wait.
   */
  EAGER
}
