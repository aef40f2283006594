package dev.heddle.async.stack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The regions of one stack, kept and used again. Used only by who holds the store's baton, but for
 * what is counted.
 */
final class Regions {

  /**
   * Functions that call no others may use so many bytes below the stack pointer without moving it,
   * which LLVM calls the red zone.
   */
  private static final int RED_ZONE = 128;

  /** What all stack pointers are multiples of. */
  private static final int ALIGNMENT = 16;

  private final RegionMaker maker;
  private final int size;
  private final int most;
  private final boolean wide;
  private final @Nullable GuestThreadLocals threadLocals;
  private final Deque<Region> idle = new ArrayDeque<>();
  private int age;

  // Read by others:
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger used = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();

  /**
   * Regions of which there are none yet.
   *
   * @param size how much a call may have on its stack
   * @param most how many there may be
   * @param wide whether addresses have 64 bits
   * @param threadLocals what calls have besides their stacks, if anything
   */
  Regions(
      RegionMaker maker,
      int size,
      int most,
      boolean wide,
      @Nullable GuestThreadLocals threadLocals) {
    this.maker = maker;
    this.size = size;
    this.most = most;
    this.wide = wide;
    this.threadLocals = threadLocals;
  }

  /** How much memory a region of a size takes, without thread-locals. */
  static long bytes(int size) {
    return (long) size + RED_ZONE + 2 * ALIGNMENT;
  }

  /** One that was made before and is not in use, if there is one. */
  @Nullable Region idle() {
    Region region = idle.pollFirst();
    if (region != null) {
      used.incrementAndGet();
    }
    return region;
  }

  /** A new one, unless there are as many as may be or there is no memory for it. */
  @Nullable Region make() {
    long forThreadLocals = threadLocals == null ? 0 : threadLocals.bytes();
    long bytes = bytes(size) + forThreadLocals;
    long block = made.get() < most ? maker.make(bytes) : RegionMaker.NONE;
    if (block == RegionMaker.NONE) {
      refused.incrementAndGet();
      return null;
    }
    made.incrementAndGet();
    used.incrementAndGet();
    long ofThreadLocals = threadLocals == null ? 0 : threadLocals.aligned(block);
    long lowest = up(block + forThreadLocals) + RED_ZONE;
    long end = block + bytes & -ALIGNMENT;
    // 2^32 is no address of 32 bits
    long highest = wide ? end : Math.min(end, 0xffff_ffffL & -ALIGNMENT);
    return new Region(block, ofThreadLocals, lowest, highest, age);
  }

  /** A region is not in use any more. */
  void giveBack(Region region) {
    // What was there before the guest's memory was put back to another state is not there any more.
    if (region.age() == age) {
      used.decrementAndGet();
      idle.addFirst(region);
    }
  }

  /** Gives the memory of those that are not in use back to the guest, if it takes it. */
  void trim() {
    if (maker.frees()) {
      List<Region> unused = new ArrayList<>(idle);
      idle.clear();
      made.addAndGet(-unused.size());
      unused.forEach(region -> maker.free(region.block()));
    }
  }

  /** The guest's memory was put back to another state: no region is in it any more. */
  void forget() {
    age++;
    idle.clear();
    made.set(0);
    used.set(0);
    maker.forget();
  }

  @Nullable GuestThreadLocals threadLocals() {
    return threadLocals;
  }

  /** How much a call may have on its stack. */
  int size() {
    return size;
  }

  /** How many there are. */
  int made() {
    return made.get();
  }

  /** How many are in use. */
  int used() {
    return used.get();
  }

  /** How many calls have got none. */
  long refused() {
    return refused.get();
  }

  private static long up(long address) {
    return address + ALIGNMENT - 1 & -ALIGNMENT;
  }
}
