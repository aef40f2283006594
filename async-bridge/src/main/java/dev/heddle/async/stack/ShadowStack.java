package dev.heddle.async.stack;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.types.NumberType;
import org.jspecify.annotations.Nullable;

/**
 * The stack that compilers for C, C++, Rust and others keep in linear memory, growing downwards
 * from where the global {@code __stack_pointer} starts. Used only by who holds the store's baton.
 */
public final class ShadowStack {

  private final Global pointer;
  private final Memory memory;
  private final boolean wide;
  private final long rest;
  private final @Nullable Regions regions;
  private final String reason;

  /** How many instances have it. Guarded by who keeps it. */
  int users;

  /**
   * The stack at whose lower end {@code pointer} points, now at rest.
   *
   * @param pointer a mutable global of the type of the memory's addresses
   * @param regions what interleaved calls have in place of it, if anything
   * @param reason why they have not
   */
  ShadowStack(Global pointer, Memory memory, @Nullable Regions regions, String reason) {
    this.pointer = pointer;
    this.memory = memory;
    this.wide = pointer.type().value() == NumberType.I64;
    this.rest = pointer();
    this.regions = regions;
    this.reason = reason;
  }

  /** What interleaved calls have in place of it. */
  @Nullable Regions regions() {
    return regions;
  }

  /** Has the pointer kept within a region from now on, or not if there is none. */
  void bound(@Nullable Region region) {
    if (regions != null) {
      if (region == null) {
        pointer.bound(0, -1);
      } else {
        pointer.bound(region.lowest(), region.highest());
      }
    }
  }

  /** Gives memory of regions that are not in use back to the guest, which runs for that. */
  public void trimRegions() {
    if (regions != null) {
      regions.trim();
    }
  }

  /** The guest's memory was put back to another state: no region is in it any more. */
  public void forgetRegions() {
    if (regions != null) {
      regions.forget();
    }
  }

  /** What becomes of the stacks of interleaved calls, for people. */
  public StackCounts counts() {
    Regions own = regions;
    return own == null
        ? new StackCounts(0, 0, 0, 0, reason)
        : new StackCounts(own.size(), own.made(), own.used(), own.refused(), reason);
  }

  /** Where the pointer was when no call was active. */
  long rest() {
    return rest;
  }

  /** An unsigned address. */
  long pointer() {
    return wide ? pointer.raw() : pointer.raw() & 0xffff_ffffL;
  }

  void pointer(long value) {
    if (pointer() != value) {
      if (wide) {
        pointer.set(value);
      } else {
        pointer.set((int) value);
      }
    }
  }

  boolean hasPointerOf(ShadowStack other) {
    return pointer == other.pointer;
  }

  /**
   * A copy of the bytes from the pointer up to {@code base}. Empty if that is no stack, as a guest
   * that moves its pointer about (fibers) is left to itself.
   */
  byte[] read(long base) {
    long from = pointer();
    return Long.compareUnsigned(from, base) < 0
            && Long.compareUnsigned(base, memory.size()) <= 0
            && base - from <= Integer.MAX_VALUE
        ? memory.read(from, (int) (base - from))
        : new byte[0];
  }

  /** Puts back what {@link #read} gave. */
  void write(long pointer, byte[] bytes) {
    pointer(pointer);
    memory.write(pointer, bytes);
  }
}
