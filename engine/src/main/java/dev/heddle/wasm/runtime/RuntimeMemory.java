package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.types.MemoryType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * A linear memory in native segments.
 *
 * <p>{@link #segment} is the memory; its size is the memory's size. It may be the first part of a
 * larger allocation, into which the memory grows in place; beyond that it moves. What it moved away
 * from stays valid until nobody refers to it: the arenas are automatic.
 */
public final class RuntimeMemory implements Memory {

  /** The memory of instances that have none: every access is out of bounds. */
  static final RuntimeMemory NONE = create(MemoryType.of(0, 0), Limits.defaults());

  private static final int PAGE = MemoryType.PAGE_SIZE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The memory; read anew after anything that may grow it. */
  public MemorySegment segment;

  private final OptionalLong declaredMaximum;
  private final long maxPages;
  private MemorySegment allocation;

  private RuntimeMemory(MemoryType type, long maxPages) {
    this.declaredMaximum = type.maximum();
    this.maxPages = maxPages;
    this.allocation = allocate(type.minimum() * PAGE);
    this.segment = allocation;
  }

  /** A memory of this type within the limits. */
  public static RuntimeMemory create(MemoryType type, Limits limits) {
    if (type.minimum() > limits.maxMemoryPages()) {
      throw new LimitExceededException(
          type
              + ": starts with "
              + type.minimum()
              + " pages, but Limits.maxMemoryPages is "
              + limits.maxMemoryPages());
    }
    long maxPages = Math.min(type.maximum().orElse(Long.MAX_VALUE), limits.maxMemoryPages());
    try {
      return new RuntimeMemory(type, maxPages);
    } catch (OutOfMemoryError e) {
      throw new LimitExceededException(
          type + ": the machine has no room for " + type.minimum() * PAGE + " bytes");
    }
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, 16);
  }

  @Override
  public MemoryType type() {
    return new MemoryType(pages(), declaredMaximum);
  }

  @Override
  public long pages() {
    return segment.byteSize() / PAGE;
  }

  @Override
  public long size() {
    return segment.byteSize();
  }

  @Override
  public long grow(long pages) {
    long before = pages();
    if (pages < 0 || pages > maxPages - before) {
      return -1;
    }
    long bytes = (before + pages) * PAGE;
    if (bytes > allocation.byteSize()) {
      try {
        MemorySegment larger = allocate(roomFor(bytes));
        MemorySegment.copy(segment, 0, larger, 0, segment.byteSize());
        allocation = larger;
      } catch (OutOfMemoryError e) {
        return -1;
      }
    }
    if (pages > 0) {
      segment = allocation.asSlice(0, bytes);
    }
    return before;
  }

  /** A quarter more than asked for, so that growing page by page stays linear. */
  private long roomFor(long bytes) {
    long generous = Math.min(bytes + bytes / 4 / PAGE * PAGE, maxPages * PAGE);
    return Math.max(bytes, generous);
  }

  @Override
  public byte getByte(long address) {
    return segment.get(ValueLayout.JAVA_BYTE, check(address, 1));
  }

  @Override
  public short getShort(long address) {
    return segment.get(SHORT, check(address, 2));
  }

  @Override
  public int getInt(long address) {
    return segment.get(INT, check(address, 4));
  }

  @Override
  public long getLong(long address) {
    return segment.get(LONG, check(address, 8));
  }

  @Override
  public float getFloat(long address) {
    return Float.intBitsToFloat(getInt(address));
  }

  @Override
  public double getDouble(long address) {
    return Double.longBitsToDouble(getLong(address));
  }

  @Override
  public void putByte(long address, byte value) {
    segment.set(ValueLayout.JAVA_BYTE, check(address, 1), value);
  }

  @Override
  public void putShort(long address, short value) {
    segment.set(SHORT, check(address, 2), value);
  }

  @Override
  public void putInt(long address, int value) {
    segment.set(INT, check(address, 4), value);
  }

  @Override
  public void putLong(long address, long value) {
    segment.set(LONG, check(address, 8), value);
  }

  @Override
  public void putFloat(long address, float value) {
    putInt(address, Float.floatToRawIntBits(value));
  }

  @Override
  public void putDouble(long address, double value) {
    putLong(address, Double.doubleToRawLongBits(value));
  }

  @Override
  public byte[] read(long address, int length) {
    return segment.asSlice(check(address, length), length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    MemorySegment.copy(
        segment, ValueLayout.JAVA_BYTE, check(address, length), target, offset, length);
  }

  @Override
  public void write(long address, byte[] source) {
    write(address, source, 0, source.length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    MemorySegment.copy(
        source, offset, segment, ValueLayout.JAVA_BYTE, check(address, length), length);
  }

  @Override
  public void fill(long address, long length, byte value) {
    segment.asSlice(check(address, length), length).fill(value);
  }

  /** {@code memory.copy}: the ranges may overlap. */
  public void copyFrom(RuntimeMemory source, long to, long from, long length) {
    source.check(from, length);
    MemorySegment.copy(source.segment, from, segment, check(to, length), length);
  }

  @Override
  public String readUtf8(long address, int length) {
    return new String(read(address, length), StandardCharsets.UTF_8);
  }

  @Override
  public String readCString(long address) {
    check(address, 0);
    long end = address;
    while (getByte(end) != 0) {
      end++;
    }
    return readUtf8(address, Math.toIntExact(end - address));
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  private long check(long address, long length) {
    long size = segment.byteSize();
    if (address < 0 || length < 0 || address > size || length > size - address) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          length + " bytes at address " + address + ", memory of " + size + " bytes");
    }
    return address;
  }
}
