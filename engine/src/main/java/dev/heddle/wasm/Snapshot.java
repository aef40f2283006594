package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.snapshot.InstanceState;

/**
 * The state of an instance at one moment, from which others start: a guest that has initialised
 * itself once need not do so again.
 *
 * <p>It holds the contents of the memories, tables and globals that the module defines, which of
 * its segments were dropped, and the structures, arrays and exceptions that these refer to, each of
 * which is copied with all that it refers to in turn. References to functions of the instance
 * become references to those of the new one, imported ones included. Java objects that the guest
 * holds as {@code externref} are not copied but shared, as are functions and tags of the host. What
 * the instance imports is not part of it: an instance is linked anew, with imports that must be of
 * the same types, and whose immutable globals must have the same values.
 *
 * <p>From 256 KiB on memories are mappings of a temporary file, where there can be one: an instance
 * reads the pages of the snapshot, and has one of its own once it writes to it. So one of 1 MiB is
 * there in tens of microseconds and one of 1 GiB in hundreds, except for the first, for which the
 * file is written.
 *
 * <p>Immutable and thread-safe; one snapshot may serve any number of instances, in any number of
 * stores.
 */
public sealed interface Snapshot permits InstanceState {

  /**
   * The state of an instance as it is now, to be asked for by who may call it, see {@link Store}.
   *
   * <p>Take it between calls: within one, what the guest has on its stack in linear memory is part
   * of the state, and stays there.
   *
   * @throws IllegalStateException if the module imports a memory, a table or a mutable global, or
   *     has a shared memory, since others change these, too; or if it holds a function or a tag of
   *     another instance that it does not import. The message says which
   */
  static Snapshot of(Instance instance) {
    return InstanceState.of((RuntimeInstance) instance);
  }

  /** The module of the instance it was taken of, and of those that start from it. */
  WasmModule module();

  /** How large the memories are, in bytes; they may take less where they are zero. */
  long memoryBytes();

  /**
   * Puts an instance back to this state, whatever has happened to it, traps included. To be asked
   * for by who may call it, and between calls: one that is in flight would find another memory than
   * it left.
   *
   * <p>Objects and {@linkplain Memory#segment() segments} that the host has of the instance are
   * stale afterwards; its functions, memories, tables and globals are the same.
   *
   * @throws IllegalArgumentException if the instance is not of the module
   * @throws LimitExceededException if the state takes more than the limits of the instance allow;
   *     it is not to be used then
   * @throws TrapException if there is no room for its structures, arrays and exceptions; the same
   */
  void restore(Instance instance);
}
