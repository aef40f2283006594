package dev.heddle.async.stack;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.types.NumberType;

/**
 * The stack that compilers for C, C++, Rust and others keep in linear memory, growing downwards
 * from where the global {@code __stack_pointer} starts. Used only by who holds the store's baton.
 */
public final class ShadowStack {

  private final Global pointer;
  private final Memory memory;
  private final boolean wide;
  private final long rest;

  /** How many instances have it. Guarded by who keeps it. */
  int users;

  /**
   * The stack at whose lower end {@code pointer} points, now at rest.
   *
   * @param pointer a mutable global of the type of the memory's addresses
   */
  public ShadowStack(Global pointer, Memory memory) {
    this.pointer = pointer;
    this.memory = memory;
    this.wide = pointer.type().value() == NumberType.I64;
    this.rest = pointer();
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
