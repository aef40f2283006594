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
   * when it goes on; the guest's shadow stack has not, if its stack pointer is known (see {@link
   * AsyncInstance.Builder#stackPointer}). Right for guests that are written for it.
   */
  INTERLEAVED
}
