package dev.heddle.wasm.runtime;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Zeroed native memory, freed when nobody refers to it any more.
 *
 * <p>Small pieces are allocated and cleared. Large ones are private mappings of {@link ZeroFile}:
 * the operating system gives them memory page by page as they are written to, so that asking for
 * much costs nothing. Where that cannot be had they are allocated, too. Thread-safe.
 */
final class NativeMemory {

  /** From this size on, in bytes, memory is mapped. */
  private static final long MAPPED_FROM = 64L << 20;

  /**
   * How many mappings there may be at a time. Linux has room for 65,530 in a process, which the JVM
   * and others need, too.
   */
  private static final int MAX_MAPPINGS = 16_384;

  private static final int ALIGNMENT = 16;

  private static final Cleaner CLEANER = Cleaner.create();
  private static final AtomicInteger MAPPINGS = new AtomicInteger();

  private NativeMemory() {}

  /**
   * At least {@code bytes} of memory, a multiple of 8.
   *
   * @throws OutOfMemoryError if there is not enough
   */
  static MemorySegment allocate(long bytes) {
    return bytes < MAPPED_FROM ? cleared(bytes) : map(bytes).orElseGet(() -> cleared(bytes));
  }

  /**
   * Memory that its user will grow into.
   *
   * @param least how many bytes there must be
   * @param most how many there may be; if that is too much to ask for, it will be less
   * @throws OutOfMemoryError if there is not even the least
   */
  static MemorySegment reserve(long least, long most) {
    if (most < MAPPED_FROM) {
      return cleared(most);
    }
    for (long bytes = most; bytes > least && bytes >= MAPPED_FROM; bytes /= 2) {
      Optional<MemorySegment> mapped = map(bytes);
      if (mapped.isPresent()) {
        return mapped.get();
      }
    }
    return allocate(Math.max(least, MAPPED_FROM - 1));
  }

  private static MemorySegment cleared(long bytes) {
    return Arena.ofAuto().allocate(roundUp(bytes), ALIGNMENT);
  }

  private static Optional<MemorySegment> map(long bytes) {
    if (MAPPINGS.incrementAndGet() > MAX_MAPPINGS) {
      MAPPINGS.decrementAndGet();
      return Optional.empty();
    }
    try {
      MemorySegment mapped = ZeroFile.map(roundUp(bytes), Arena.ofAuto());
      CLEANER.register(mapped, MAPPINGS::decrementAndGet);
      return Optional.of(mapped);
    } catch (IOException | UnsupportedOperationException e) {
      MAPPINGS.decrementAndGet();
      return Optional.empty();
    }
  }

  private static long roundUp(long bytes) {
    long rounded = (bytes + 7) & -8;
    if (rounded < 0) {
      throw new OutOfMemoryError("no room for " + bytes + " bytes");
    }
    return rounded;
  }
}
