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
 * <p>The smallest pieces are allocated and cleared, and small ones are slots of {@link Slabs}.
 * Larger ones are private mappings of {@link PrivateFile#ZEROS}: the operating system gives them
 * memory page by page as they are used, so that asking for much costs nothing. Where mappings
 * cannot be had, or are too many already, pieces are allocated, too. Thread-safe.
 */
final class NativeMemory {

  /**
   * From this size on, in bytes, memory that may grow has a slot of a mapping, if there is much.
   */
  private static final long SLOT_FROM = 16 << 10;

  /**
   * So many small memories do without slots: the first is there sooner without a file, and those of
   * a program or two have room to grow in place.
   */
  private static final int FEW = 256;

  /** From this size on, in bytes, a mapping is cheaper than clearing. */
  private static final long MAPPED_FROM = 256 << 10;

  /** From this size on, in bytes, clearing is out of the question. */
  private static final long ALWAYS_MAPPED_FROM = 64 << 20;

  /**
   * How many mappings there may be at a time. Linux has room for 65,530 in a process, which the JVM
   * and others need, too.
   */
  private static final int MAX_MAPPINGS = 16_384;

  /** How much is reserved for a memory to grow into at the most, unless it is larger already. */
  private static final long RESERVED = 1L << 32;

  /** How much mappings may take of the address space, which has 128 TiB. */
  private static final long MAX_MAPPED = 1L << 45;

  /**
   * After how many bytes used of mappings the JVM is to look for garbage: of these it does not know
   * that they make native memory run short.
   */
  private static final long USED_BETWEEN_COLLECTIONS = Runtime.getRuntime().maxMemory();

  /** How much of what mappings may take may be made between two collections. */
  private static final int SHARE_BETWEEN_COLLECTIONS = 4;

  /** What part of an image a guest writes to, by guess: the other pages are shared. */
  private static final int SHARE_OF_IMAGE_WRITTEN = 4;

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
  private static final Shortage SHORTAGE = new Shortage();
  private static int small;
  private static long mapped;
  private static long usedSinceCollection;
  private static long mappedSinceCollection;
  private static int mappingsSinceCollection;
  private static long freeOfCharge = -1;

  /** The smallest mapping that could not be had: each attempt makes the JVM collect garbage. */
  private static long refused = Long.MAX_VALUE;

  private NativeMemory() {}

  /**
   * At least {@code bytes} of memory, a multiple of 8.
   *
   * @throws OutOfMemoryError if there is not enough
   */
  static MemorySegment allocate(long bytes) {
    Optional<MemorySegment> mapping =
        bytes < MAPPED_FROM ? Optional.empty() : map(PrivateFile.ZEROS, bytes, bytes);
    return mapping.isPresent() ? mapping.get() : cleared(bytes);
  }

  /**
   * Memory that its user will grow into and not move from.
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
      if (bytes < refused() || bytes / 2 < least) {
        Optional<MemorySegment> reserved = map(PrivateFile.ZEROS, bytes, least);
        if (reserved.isPresent()) {
          return reserved.get();
        }
      }
    }
    return cleared(Math.max(least, Math.min(most, ALWAYS_MAPPED_FROM)));
  }

  /**
   * Memory that its user may grow into and may move from, if it is worth reserving any.
   *
   * @param bytes how many there must be
   * @param most how many there may be
   * @throws OutOfMemoryError if there is not enough
   */
  static MemorySegment growable(long bytes, long most) {
    if (bytes >= SLOT_FROM && bytes <= Slabs.LARGEST && areMany()) {
      use(bytes);
      Optional<MemorySegment> slot = Slabs.ofAtLeast(bytes).take();
      if (slot.isPresent()) {
        return slot.get();
      }
    }
    return bytes < MAPPED_FROM ? cleared(bytes) : withRoom(bytes, most);
  }

  /** Counts small memories, and tells whether there have been more than a few. */
  private static synchronized boolean areMany() {
    if (small < FEW) {
      small++;
    }
    return small == FEW;
  }

  /**
   * Memory for a guest that has grown out of what it had.
   *
   * @param bytes how many there must be
   * @param most how many there may be
   * @throws OutOfMemoryError if there is not enough
   */
  static MemorySegment enlarged(long bytes, long most) {
    long start = System.nanoTime();
    if (SHORTAGE.covers(bytes, start)) {
      throw new OutOfMemoryError("no room for " + bytes + " bytes a moment ago");
    }
    try {
      return growable(bytes, most);
    } catch (OutOfMemoryError e) {
      SHORTAGE.note(bytes, start, System.nanoTime());
      throw e;
    }
  }

  /** Notes that more is used of a mapping. */
  static void use(long bytes) {
    if (isCollectionDue(bytes)) {
      Garbage.collect();
    }
  }

  private static synchronized boolean isCollectionDue(long bytes) {
    usedSinceCollection += bytes;
    boolean due =
        usedSinceCollection > USED_BETWEEN_COLLECTIONS
            || mappedSinceCollection > MAX_MAPPED / SHARE_BETWEEN_COLLECTIONS
            || mappingsSinceCollection > MAX_MAPPINGS / SHARE_BETWEEN_COLLECTIONS;
    if (due) {
      usedSinceCollection = 0;
      mappedSinceCollection = 0;
      mappingsSinceCollection = 0;
    }
    return due;
  }

  /** As much as may be used one day, or at least so much more that growing stays linear. */
  private static MemorySegment withRoom(long bytes, long most) {
    long ahead = ahead(bytes, most);
    Optional<MemorySegment> reserved = reserved(PrivateFile.ZEROS, bytes, most, bytes);
    if (reserved.isPresent()) {
      return reserved.get();
    }
    try {
      return allocate(ahead);
    } catch (OutOfMemoryError e) {
      if (ahead == bytes) {
        throw e;
      }
      return allocate(bytes);
    }
  }

  private static long ahead(long bytes, long most) {
    return Math.max(bytes, Math.min(bytes + bytes / 4, most));
  }

  /** A mapping with room to grow, if it can be had. */
  private static Optional<MemorySegment> reserved(
      PrivateFile file, long bytes, long most, long used) {
    long ahead = ahead(bytes, most);
    long wanted = Math.min(Math.min(most, Math.max(RESERVED, ahead)), reservable());
    return wanted > ahead && wanted >= MAPPED_FROM ? map(file, wanted, used) : Optional.empty();
  }

  /**
   * Memory that starts with what is in a file, if that is worth a mapping and it can be had.
   *
   * @param bytes how many there must be
   * @param most how many there may be
   */
  static Optional<MemorySegment> image(PrivateFile file, long bytes, long most) {
    if (bytes < MAPPED_FROM) {
      return Optional.empty();
    }
    long written = bytes / SHARE_OF_IMAGE_WRITTEN;
    Optional<MemorySegment> reserved = reserved(file, bytes, most, written);
    return reserved.isPresent() ? reserved : map(file, bytes, written);
  }

  private static synchronized long reservable() {
    if (freeOfCharge < 0) {
      freeOfCharge = AddressSpace.freeOfCharge();
    }
    return Math.min(freeOfCharge, refused / 2);
  }

  private static synchronized long refused() {
    return refused;
  }

  private static MemorySegment cleared(long bytes) {
    return Arena.ofAuto().allocate(roundUp(bytes), ALIGNMENT);
  }

  /**
   * A mapping of a file, if it can be had.
   *
   * @param used how many of the bytes are to be used soon
   */
  private static Optional<MemorySegment> map(PrivateFile file, long bytes, long used) {
    use(used);
    return map(file, bytes);
  }

  private static synchronized Optional<MemorySegment> map(PrivateFile file, long bytes) {
    while (FREED.poll() instanceof Mapping freed) {
      MAPPINGS.remove(freed);
      mapped -= freed.bytes;
    }
    if (bytes > MAX_MAPPED - mapped || MAPPINGS.size() >= MAX_MAPPINGS) {
      return Optional.empty();
    }
    try {
      MemorySegment segment = file.map(roundUp(bytes), Arena.ofAuto());
      MAPPINGS.add(new Mapping(segment, bytes));
      mapped += bytes;
      mappedSinceCollection += bytes;
      mappingsSinceCollection++;
      return Optional.of(segment);
    } catch (IOException | UnsupportedOperationException e) {
      refused = Math.min(refused, bytes);
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
