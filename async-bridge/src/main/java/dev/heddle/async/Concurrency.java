package dev.heddle.async;

/**
 * Whether other calls may run while a call of an instance waits.
 *
 * <p>Either way at most one call runs code of a store at any moment, and those who wait for their
 * turn get it in the order of asking. The policy belongs to the instance through which a call is
 * made: where instances share a store, a serial call keeps the others out to its end, and an
 * interleaved one lets any of them in while it waits. Immutable and thread-safe.
 */
public enum Concurrency {
  /**
   * One call at a time, from entry to end; others queue without a thread. Right for every guest,
   * and the default.
   */
  SERIAL,

  /**
   * Others run while a call waits, as in JavaScript. Globals, tables and memory may have changed
   * when it goes on. Right for guests that are written for it.
   *
   * <p>The stack that C, C++ and Rust guests keep in linear memory has not changed: while others
   * run, the part of a call that waits is set aside, and put back before the call goes on. That
   * takes a {@linkplain AsyncInstance.Builder#stackPointer(String, int) stack pointer} that is
   * known; without, building the instance fails. And it means that nobody else sees that part:
   *
   * <ul>
   *   <li>what others write through a pointer into the stack of a call that waits is lost, and
   *       lands in the frames of the call that runs; they read that one's bytes, too. "Others" are
   *       other calls, and whatever the host does while the call waits, such as an import whose
   *       {@code Mono} fills a buffer of the guest. Wait first and write then, on the call's own
   *       thread, or let such buffers be allocated on the heap or be static;
   *   <li>a garbage collector within the guest that looks for references on that stack, as those of
   *       TinyGo, Go and AssemblyScript do, misses the ones of calls that wait, and frees what they
   *       use. Such guests must be {@link #SERIAL}.
   * </ul>
   */
  INTERLEAVED
}
