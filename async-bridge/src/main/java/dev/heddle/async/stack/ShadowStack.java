package dev.heddle.async.stack;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.Memory;

/**
 * The stack that compilers for C, C++, Rust and others keep in linear memory, growing downwards
 * from where the global {@code __stack_pointer} starts. Used only by who holds the store's baton.
 */
public final class ShadowStack {

  private final Global pointer;
  private final Memory memory;
  private final int rest;

  /**
   * The stack at whose lower end {@code pointer} points, now at rest.
   *
   * @param pointer a mutable global of type i32
   */
  public ShadowStack(Global pointer, Memory memory) {
    this.pointer = pointer;
    this.memory = memory;
    this.rest = pointer();
  }

  /** Where the pointer was when no call was active. */
  int rest() {
    return rest;
  }

  int pointer() {
    return (int) pointer.raw();
  }

  void pointer(int value) {
    if (pointer() != value) {
      pointer.set(value);
    }
  }

  boolean hasPointer(Global other) {
    return pointer == other;
  }

  /**
   * A copy of the bytes from the pointer up to {@code base}. Empty if that is no stack, as a guest
   * that moves its pointer about (fibers) is left to itself.
   */
  byte[] read(int base) {
    long from = Integer.toUnsignedLong(pointer());
    long to = Integer.toUnsignedLong(base);
    return from < to && to <= memory.size() && to - from <= Integer.MAX_VALUE
        ? memory.read(from, (int) (to - from))
        : new byte[0];
  }

  /** Puts back what {@link #read} gave. */
  void write(int pointer, byte[] bytes) {
    pointer(pointer);
    memory.write(Integer.toUnsignedLong(pointer), bytes);
  }
}
