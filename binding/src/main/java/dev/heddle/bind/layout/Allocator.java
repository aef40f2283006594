package dev.heddle.bind.layout;

import dev.heddle.bind.GuestDataException;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmFunction;
import org.jspecify.annotations.Nullable;

/** What a guest gives the host memory with. Used by the thread of a call alone. */
final class Allocator {

  private final AllocatorStyle style;
  private final Memory memory;
  private final boolean wide;
  private final WasmFunction allocate;
  private final @Nullable WasmFunction keep;
  private final @Nullable WasmFunction free;

  Allocator(AllocatorStyle style, Instance instance, Memory memory, boolean wide) {
    this.style = style;
    this.memory = memory;
    this.wide = wide;
    this.allocate = instance.function(style.allocate().name());
    this.keep = style == AllocatorStyle.ASSEMBLY_SCRIPT ? instance.function("__pin") : null;
    this.free = style.free() == null ? null : instance.function(style.free().name());
  }

  /** Whether arguments are the host's to free when the call has ended. */
  boolean lends() {
    return free != null;
  }

  /**
   * The address of so many bytes, wholly inside of memory.
   *
   * @throws GuestDataException if the guest has none, or answers nonsense
   */
  long allocate(long size, int alignment) {
    long address =
        switch (style) {
          case HEDDLE -> call(size, alignment);
          case CANONICAL -> call(0, 0, alignment, size);
          case C -> call(size);
          case ASSEMBLY_SCRIPT -> call(size, 0);
          case RUST -> call(size);
        };
    if (size > 0) {
      check(address, size, alignment);
    }
    if (keep != null) {
      keep.call(address);
    }
    return address;
  }

  /** Gives back what {@link #allocate} has given. */
  void free(long address, long size, int alignment) {
    if (free != null) {
      switch (style) {
        case HEDDLE -> free.call(address, size, alignment);
        case RUST -> free.call(address, size);
        default -> free.call(address);
      }
    }
  }

  private long call(long... arguments) {
    long address = allocate.call(arguments)[0];
    return wide ? address : address & 0xffff_ffffL;
  }

  private void check(long address, long size, int alignment) {
    String wrong =
        address == 0
            ? "0: it has no more memory"
            : !isInside(address, size)
                ? Lifting.hex(address) + ": not inside of its memory of " + memory.size() + " bytes"
                : address % alignment != 0 ? Lifting.hex(address) + ": not aligned" : null;
    if (wrong != null) {
      throw new GuestDataException(
          "the guest's "
              + style.allocate().name()
              + " was asked for "
              + size
              + " bytes, aligned to "
              + alignment
              + ", and answered "
              + wrong);
    }
  }

  private boolean isInside(long address, long size) {
    return address >= 0 && size <= memory.size() && address <= memory.size() - size;
  }
}
