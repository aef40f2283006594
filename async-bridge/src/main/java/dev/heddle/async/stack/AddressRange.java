package dev.heddle.async.stack;

import dev.heddle.wasm.Memory;

/** Regions from a range of the guest's memory. Used only by who holds the store's baton. */
final class AddressRange implements RegionMaker {

  private final long from;
  private final long to;
  private final Memory memory;
  private long next;

  AddressRange(long from, long to, Memory memory) {
    this.from = from;
    this.to = to;
    this.memory = memory;
    this.next = from;
  }

  @Override
  public long make(long bytes) {
    long end = Math.min(to, memory.size());
    if (next > end || bytes > end - next) {
      return NONE;
    }
    long made = next;
    next += bytes;
    return made;
  }

  @Override
  public void forget() {
    next = from;
  }
}
