package dev.heddle.wasm.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What a memory held at one moment, which others start with. Immutable and thread-safe.
 *
 * <p>Small ones are copied; of larger ones a memory is a private mapping, whose pages are shared
 * until they are written to.
 */
public final class MemoryImage {

  /** Up to so many bytes copying is cheaper than a mapping anew. */
  private static final long COPIED_IN_PLACE = 512 << 10;

  private static final int BLOCK = 4 << 10;
  private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[BLOCK]);

  private final long size;
  private final MemorySegment content;
  private final PrivateFile file;

  private MemoryImage(long size, MemorySegment content) {
    this.size = size;
    this.content = content;
    this.file = new PrivateFile("image", content);
  }

  /** A copy of a memory. */
  public static MemoryImage of(MemorySegment memory) {
    long used = used(memory);
    MemorySegment content = Arena.ofAuto().allocate(Math.max(used, 1));
    MemorySegment.copy(memory, 0, content, 0, used);
    return new MemoryImage(memory.byteSize(), content.asSlice(0, used).asReadOnly());
  }

  /** How much there is before the last blocks of zeros. */
  private static long used(MemorySegment memory) {
    long end = memory.byteSize();
    while (end > 0) {
      long begin = (end - 1) / BLOCK * BLOCK;
      if (memory.asSlice(begin, end - begin).mismatch(ZEROS.asSlice(0, end - begin)) >= 0) {
        return end;
      }
      end = begin;
    }
    return 0;
  }

  /** The size of the memory, in bytes. */
  public long size() {
    return size;
  }

  /**
   * Memory that starts with this and is zero behind.
   *
   * @param most how many bytes there may be
   * @throws OutOfMemoryError if there is not enough
   */
  MemorySegment start(long most) {
    Optional<MemorySegment> mapping = NativeMemory.image(file, size, most);
    if (mapping.isPresent()) {
      return mapping.get();
    }
    MemorySegment memory = NativeMemory.growable(size, most);
    memory.copyFrom(content);
    return memory;
  }

  /** Whether a memory that has had so many bytes had better be overwritten than made anew. */
  boolean isCheaplyCopied(long bytes) {
    return Math.max(bytes, size) <= COPIED_IN_PLACE;
  }

  /** Overwrites memory, the last part of it with zeros. */
  void copyTo(MemorySegment memory) {
    memory.copyFrom(content);
    memory.asSlice(content.byteSize()).fill((byte) 0);
  }
}
