package dev.heddle.wasm.runtime;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Zeroed native memory, freed when nobody refers to it any more.
 *
 * <p>Small pieces are allocated and cleared. Larger ones are private mappings of {@link ZeroFile}:
 * the operating system gives them memory page by page as they are used, so that asking for much
 * costs nothing. Where mappings cannot be had, or are too many already, pieces are allocated, too.
 * Thread-safe.
 */
final class NativeMemory {

  /** From this size on, in bytes, a mapping is cheaper than clearing. */
  private static final long MAPPED_FROM = 256 << 10;

  /** From this size on, in bytes, clearing is out of the question. */
  private static final long ALWAYS_MAPPED_FROM = 64 << 20;

  /**
   * How many mappings there may be at a time. Linux has room for 65,530 in a process, which the JVM
   * and others need, too.
   */
  private static final int MAX_MAPPINGS = 16_384;

  /**
   * How many bytes of mappings there may be before smaller pieces are allocated: only allocation
   * makes the JVM look for garbage when native memory runs short.
   */
  private static final long MAX_MAPPED = Runtime.getRuntime().maxMemory();

  private static final int ALIGNMENT = 16;

  /** Stays until the mapping is garbage. */
  private static final class Mapping extends PhantomReference<MemorySegment> {
    final long bytes;

    Mapping(MemorySegment segment, long bytes) {
      super(segment, FREED);
      this.bytes = bytes;
    }
  }

  private static final ReferenceQueue<MemorySegment> FREED = new ReferenceQueue<>();
  private static final Set<Mapping> MAPPINGS = new HashSet<>();
  private static long mapped;

  private NativeMemory() {}

  /**
   * At least {@code bytes} of memory, a multiple of 8.
   *
   * @throws OutOfMemoryError if there is not enough
   */
  static MemorySegment allocate(long bytes) {
    Optional<MemorySegment> mapping = bytes < MAPPED_FROM ? Optional.empty() : map(bytes, bytes);
    return mapping.isPresent() ? mapping.get() : cleared(bytes);
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
    for (long bytes = most; bytes >= least && bytes >= MAPPED_FROM; bytes /= 2) {
      Optional<MemorySegment> reserved = map(bytes, least);
      if (reserved.isPresent()) {
        return reserved.get();
      }
    }
    return cleared(Math.max(least, Math.min(most, ALWAYS_MAPPED_FROM)));
  }

  private static MemorySegment cleared(long bytes) {
    return Arena.ofAuto().allocate(roundUp(bytes), ALIGNMENT);
  }

  /**
   * A mapping, if it can be had.
   *
   * @param used how many of the bytes are to be used soon
   */
  private static synchronized Optional<MemorySegment> map(long bytes, long used) {
    while (FREED.poll() instanceof Mapping freed) {
      MAPPINGS.remove(freed);
      mapped -= freed.bytes;
    }
    boolean tooMuch = bytes < ALWAYS_MAPPED_FROM && mapped + used > MAX_MAPPED;
    if (tooMuch || MAPPINGS.size() >= MAX_MAPPINGS) {
      return Optional.empty();
    }
    try {
      MemorySegment segment = ZeroFile.map(roundUp(bytes), Arena.ofAuto());
      MAPPINGS.add(new Mapping(segment, used));
      mapped += used;
      return Optional.of(segment);
    } catch (IOException | UnsupportedOperationException e) {
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
