package dev.heddle.wasm.types;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The type of a linear memory. Immutable and thread-safe. Source: core specification, section
 * 2.3.15 (memory types), and the proposals "threads" and "custom page sizes".
 *
 * @param address the type of its addresses
 * @param minimum the size at the start, in pages, unsigned
 * @param maximum the size it may grow to, in pages, unsigned; without it only the embedder's limit
 *     holds
 * @param shared whether several threads may use it at a time; only with a maximum
 * @param pageSizeLog2 the binary logarithm of the size of a page in bytes; valid types have 16 (64
 *     KiB), which is usual, or 0 (one byte)
 */
public record MemoryType(
    AddressType address, long minimum, OptionalLong maximum, boolean shared, int pageSizeLog2)
    implements ExternType {

  /** The usual size of a page in bytes. */
  public static final int PAGE_SIZE = 65_536;

  private static final int PAGE_SIZE_LOG2 = 16;

  public MemoryType {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(maximum, "maximum");
  }

  /** The memory type that starts with {@code minimum} pages and has no maximum of its own. */
  public static MemoryType of(long minimum) {
    return of(minimum, OptionalLong.empty());
  }

  /** The memory type that starts with {@code minimum} pages and may grow to {@code maximum}. */
  public static MemoryType of(long minimum, long maximum) {
    return of(minimum, OptionalLong.of(maximum));
  }

  private static MemoryType of(long minimum, OptionalLong maximum) {
    return new MemoryType(AddressType.I32, minimum, maximum, false, PAGE_SIZE_LOG2);
  }

  /** This type with addresses of another type. */
  public MemoryType withAddress(AddressType newAddress) {
    return new MemoryType(newAddress, minimum, maximum, shared, pageSizeLog2);
  }

  /** This type, to be used by several threads at a time. */
  public MemoryType asShared() {
    return new MemoryType(address, minimum, maximum, true, pageSizeLog2);
  }

  /** This type with pages of {@code 1 << log2} bytes; its sizes stay the same numbers of pages. */
  public MemoryType withPageSizeLog2(int log2) {
    return new MemoryType(address, minimum, maximum, shared, log2);
  }

  /** This type with another size at the start, in pages. */
  public MemoryType withMinimum(long pages) {
    return new MemoryType(address, pages, maximum, shared, pageSizeLog2);
  }

  /** The size of a page in bytes. */
  public long pageSize() {
    return 1L << pageSizeLog2;
  }

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public String toString() {
    return "memory "
        + (address == AddressType.I64 ? "i64 " : "")
        + Long.toUnsignedString(minimum)
        + (maximum.isPresent() ? " " + Long.toUnsignedString(maximum.getAsLong()) : "")
        + (shared ? " shared" : "")
        + (pageSizeLog2 == PAGE_SIZE_LOG2 ? "" : " (pagesize " + (1L << pageSizeLog2) + ")");
  }
}
