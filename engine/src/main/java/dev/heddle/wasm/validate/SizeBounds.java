package dev.heddle.wasm.validate;

import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;

/**
 * What the sizes in a type may be at most. Source: core specification, sections 3.2.15 and 3.2.16
 * (memory and table types), and the proposal "custom page sizes".
 *
 * @param most the largest size, unsigned
 * @param tooLarge what to say of a larger one
 */
record SizeBounds(long most, String tooLarge) {

  private static final long MAX_32 = 0xffff_ffffL;
  private static final long MAX_64 = -1;

  private static final SizeBounds TABLE_32 =
      new SizeBounds(MAX_32, "table size must be at most 2^32-1 elements");
  private static final SizeBounds TABLE_64 =
      new SizeBounds(MAX_64, "table size must be at most 2^64-1 elements");
  private static final SizeBounds PAGES_32 =
      new SizeBounds(1L << 16, "memory size must be at most 65536 pages (4GiB)");
  private static final SizeBounds PAGES_64 =
      new SizeBounds(1L << 48, "memory size must be at most 2^48 pages (16EiB)");
  private static final SizeBounds BYTES_32 =
      new SizeBounds(MAX_32, "memory size must be at most 2^32-1 pages of one byte");
  private static final SizeBounds BYTES_64 =
      new SizeBounds(MAX_64, "memory size must be at most 2^64-1 pages of one byte");

  static SizeBounds ofTable(TableType type) {
    return type.address() == AddressType.I32 ? TABLE_32 : TABLE_64;
  }

  static SizeBounds ofMemory(MemoryType type) {
    boolean narrow = type.address() == AddressType.I32;
    if (type.pageSize() == MemoryType.PAGE_SIZE) {
      return narrow ? PAGES_32 : PAGES_64;
    }
    return narrow ? BYTES_32 : BYTES_64;
  }
}
