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
   * <p>The stack that C, C++ and Rust guests keep in linear memory has not changed: each call has a
   * {@linkplain StackRegions region of its own} for it, and pointers into the stack of a call that
   * waits stay valid. Where no region can be had, the part of a call that waits is set aside while
   * others run, and put back before the call goes on; what others write through a pointer into it
   * is lost then, and lands in the frames of the call that runs. {@link AsyncInstance#stacks()}
   * tells which it is. Either way it takes a {@linkplain AsyncInstance.Builder#stackPointer(String,
   * int) stack pointer} that is known; without, building the instance fails.
   *
   * <p>A garbage collector within the guest that looks for references on that stack, as those of
   * TinyGo, Go and AssemblyScript do, misses the ones of calls that wait, and frees what they use.
   * Such guests must be {@link #SERIAL}.
   */
  INTERLEAVED
}
