package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.types.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * What one linear memory has of the room of its store and of that of the JVM, given back when
 * nobody refers to it any more. Used by one thread at a time.
 */
final class MemoryShare {

  private final Object owner = new Object();
  private final MemoryRoom.Share ofJvm = MemoryRoom.JVM.shareFor(owner);
  private final @Nullable MemoryRoom store;
  private final MemoryRoom.@Nullable Share ofStore;
  private final Limits limits;

  /**
   * A share of nothing yet.
   *
   * @param store the room of its store, if it has one
   */
  MemoryShare(@Nullable MemoryRoom store, Limits limits) {
    this.store = store;
    this.ofStore = store == null ? null : store.shareFor(owner);
    this.limits = limits;
  }

  /**
   * Takes what a memory starts with.
   *
   * @throws LimitExceededException if there is no room for it
   */
  void takeFor(MemoryType type, long bytes) {
    if (!takeOfStore(bytes, false)) {
      throw exceeded(type, "maxStoreMemoryPages", limits.maxStoreMemoryPages(), store, "its store");
    }
    if (!takeOfJvm(bytes, false)) {
      giveBackToStore(bytes);
      throw exceeded(
          type, "maxJvmMemoryPages", limits.maxJvmMemoryPages(), MemoryRoom.JVM, "the JVM");
    }
  }

  /** Takes what a memory grows by, if there is room. */
  boolean take(long bytes) {
    if (!takeOfStore(bytes, true)) {
      return false;
    }
    if (!takeOfJvm(bytes, true)) {
      giveBackToStore(bytes);
      return false;
    }
    return true;
  }

  /** Gives back what turned out not to be needed. */
  void giveBack(long bytes) {
    MemoryRoom.JVM.giveBack(ofJvm, bytes);
    giveBackToStore(bytes);
  }

  private boolean takeOfStore(long bytes, boolean forGuest) {
    return store == null
        || ofStore == null
        || store.take(ofStore, bytes, bytes(limits.maxStoreMemoryPages()), forGuest);
  }

  private boolean takeOfJvm(long bytes, boolean forGuest) {
    return MemoryRoom.JVM.take(ofJvm, bytes, bytes(limits.maxJvmMemoryPages()), forGuest);
  }

  private void giveBackToStore(long bytes) {
    if (store != null && ofStore != null) {
      store.giveBack(ofStore, bytes);
    }
  }

  private static long bytes(long pages) {
    return pages * MemoryType.PAGE_SIZE;
  }

  private static LimitExceededException exceeded(
      MemoryType type, String setting, long limit, @Nullable MemoryRoom room, String whose) {
    long used = room == null ? 0 : room.used();
    return new LimitExceededException(
        type
            + ": starts with "
            + Long.toUnsignedString(type.minimum())
            + " pages of "
            + type.pageSize()
            + " bytes, but the memories of "
            + whose
            + " have "
            + (used + MemoryType.PAGE_SIZE - 1) / MemoryType.PAGE_SIZE
            + " pages of 65536, and Limits."
            + setting
            + " is "
            + limit);
  }
}
