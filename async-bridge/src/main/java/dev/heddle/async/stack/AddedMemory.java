package dev.heddle.async.stack;

import dev.heddle.wasm.Memory;

/**
 * Regions from pages that are added to the memory of a guest that takes no notice of them. Used
 * only by who holds the store's baton.
 */
final class AddedMemory implements RegionMaker {

  /** So much is added at a time, at most. */
  private static final long MOST_AT_A_TIME = 16 << 20;

  private final Memory memory;
  private long next;
  private long end;

  /** How much to add next time. */
  private long ahead;

  AddedMemory(Memory memory) {
    this.memory = memory;
  }

  @Override
  public long make(long bytes) {
    long missing = bytes - (end - next);
    if (missing > 0 && !add(bytes, Math.max(missing, ahead)) && !add(bytes, missing)) {
      return NONE;
    }
    long made = next;
    next += bytes;
    return made;
  }

  /** Adds so many bytes or more, and all that is needed if others have added some before. */
  private boolean add(long needed, long bytes) {
    long page = memory.type().pageSize();
    long before = memory.size();
    boolean adjoins = before == end;
    long added = adjoins ? bytes : Math.max(needed, bytes);
    if (memory.grow((added + page - 1) / page) < 0) {
      return false;
    }
    next = adjoins ? next : before;
    end = memory.size();
    ahead = Math.min(2 * (end - before), MOST_AT_A_TIME);
    return true;
  }

  @Override
  public void forget() {
    next = 0;
    end = 0;
  }
}
