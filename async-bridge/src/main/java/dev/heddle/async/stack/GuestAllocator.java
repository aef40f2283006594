package dev.heddle.async.stack;

import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.NumberType;
import org.jspecify.annotations.Nullable;

/** Regions from the guest's own allocator. Used only by who holds the store's baton. */
final class GuestAllocator implements RegionMaker {

  private final WasmFunction allocate;
  private final @Nullable WasmFunction free;
  private final Memory memory;
  private final boolean wide;

  GuestAllocator(WasmFunction allocate, @Nullable WasmFunction free, Memory memory) {
    this.allocate = allocate;
    this.free = free;
    this.memory = memory;
    this.wide = allocate.type().parameters().getFirst() == NumberType.I64;
  }

  @Override
  public long make(long bytes) {
    long raw = allocate.call(bytes)[0];
    long address = wide ? raw : raw & 0xffff_ffffL;
    long size = memory.size();
    // a guest may say anything
    boolean inside =
        address != 0 && Long.compareUnsigned(address, size) < 0 && bytes <= size - address;
    return inside ? address : NONE;
  }

  @Override
  public void free(long address) {
    if (free != null) {
      free.call(address);
    }
  }

  @Override
  public boolean frees() {
    return free != null;
  }

  @Override
  public void forget() {}
}
