package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A linear memory in native segments.
 *
 * <p>{@link #segment} is the memory; its size is the memory's size. It may be the first part of a
 * larger allocation, into which the memory grows in place; beyond that it moves. What it moved away
 * from stays valid until nobody refers to it: the arenas are automatic. A shared memory never
 * moves: room for all it may become is reserved from the start.
 */
public final class RuntimeMemory implements Memory {

  /** The memory of instances that have none: every access is out of bounds. */
  static final RuntimeMemory NONE = create(MemoryType.of(0, 0), Limits.defaults(), null);

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle ATOMIC_INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle ATOMIC_LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle SEGMENT;

  static {
    try {
      SEGMENT =
          MethodHandles.lookup().findVarHandle(RuntimeMemory.class, "segment", MemorySegment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The longest text that is looked for an end of, in bytes. */
  private static final int MAX_CSTRING = 1 << 30;

  /**
   * The memory; read anew after anything that may grow it. Of a shared memory it may be too short
   * until something makes what another thread did visible, an atomic access for example.
   */
  public MemorySegment segment;

  /** Whether its addresses are 64-bit numbers. */
  public final boolean hasWideAddresses;

  /** Whose it is, unless it is shared. */
  public final Owner owner = new Owner();

  private final MemoryType type;
  private final long maxBytes;
  private final MemoryShare share;
  private final ReentrantLock growing = new ReentrantLock();
  private final Waiters waiters = new Waiters();
  private MemorySegment allocation;

  private RuntimeMemory(
      MemoryType type, long maxBytes, MemoryShare share, @Nullable MemoryImage image) {
    this.type = type;
    this.hasWideAddresses = type.address() == AddressType.I64;
    this.maxBytes = maxBytes;
    this.share = share;
    long bytes = type.minimum() << type.pageSizeLog2();
    if (image != null) {
      this.allocation = image.start(maxBytes);
    } else if (type.shared()) {
      this.allocation = NativeMemory.reserve(bytes, maxBytes);
    } else {
      this.allocation = NativeMemory.growable(bytes, maxBytes);
    }
    this.segment = allocation.asSlice(0, bytes);
  }

  /**
   * A memory of this type within the limits.
   *
   * @param store the room of its store, if it has one
   */
  public static RuntimeMemory create(MemoryType type, Limits limits, @Nullable MemoryRoom store) {
    return create(type, limits, store, null, null);
  }

  /**
   * The same, of which the contents are known.
   *
   * @param budget what else it counts for, if anything
   * @param image what it starts with, of the size that the type says; null for zeros
   */
  public static RuntimeMemory create(
      MemoryType type,
      Limits limits,
      @Nullable MemoryRoom store,
      @Nullable BudgetRoom budget,
      @Nullable MemoryImage image) {
    if (type.pageSize() != MemoryType.PAGE_SIZE && type.pageSize() != 1) {
      throw new IllegalArgumentException(type + ": pages have 1 or 65536 bytes");
    }
    if (type.shared() && type.maximum().isEmpty()) {
      throw new IllegalArgumentException(type + ": a shared memory must have a maximum");
    }
    if (Long.compareUnsigned(type.minimum(), type.maximum().orElse(-1)) > 0) {
      throw new IllegalArgumentException(type + ": starts with more pages than its maximum");
    }
    long limit = limits.maxMemoryPages() * MemoryType.PAGE_SIZE;
    if (Long.compareUnsigned(type.minimum(), limit >>> type.pageSizeLog2()) > 0) {
      throw new LimitExceededException(
          type
              + ": starts with "
              + Long.toUnsignedString(type.minimum())
              + " pages of "
              + type.pageSize()
              + " bytes, but Limits.maxMemoryPages is "
              + limits.maxMemoryPages()
              + " of 65536");
    }
    MemoryShare share = new MemoryShare(store, limits, budget);
    long bytes = type.minimum() << type.pageSizeLog2();
    share.takeFor(type, bytes);
    try {
      return new RuntimeMemory(type, maxBytes(type, limit), share, image);
    } catch (OutOfMemoryError e) {
      share.giveBack(bytes);
      throw new LimitExceededException(
          type
              + ": the machine has no room for "
              + Long.toUnsignedString(type.minimum())
              + " pages of "
              + type.pageSize()
              + " bytes, or the JVM may not use it: see -XX:MaxDirectMemorySize");
    }
  }

  private static long maxBytes(MemoryType type, long limit) {
    // a size in pages must be an address, too
    long addressable =
        type.address() == AddressType.I64
            ? limit
            : Math.min(limit, type.pageSize() == 1 ? 0xffff_ffffL : 1L << Integer.SIZE);
    long declared = type.maximum().orElse(-1);
    return Long.compareUnsigned(declared, addressable >>> type.pageSizeLog2()) < 0
        ? declared << type.pageSizeLog2()
        : addressable;
  }

  @Override
  public MemoryType type() {
    return type.withMinimum(pages());
  }

  @Override
  public long pages() {
    return size() >>> type.pageSizeLog2();
  }

  @Override
  public long size() {
    return segment().byteSize();
  }

  @Override
  public long grow(long pages) {
    if (!type.shared()) {
      return growBy(pages);
    }
    growing.lock();
    try {
      return growBy(pages);
    } finally {
      growing.unlock();
    }
  }

  /** How many bytes so many pages are that it may grow by; 0 if it may not grow by so many. */
  public long bytesOfGrowth(long pages) {
    return mayGrowBy(pages) ? pages << type.pageSizeLog2() : 0;
  }

  private boolean mayGrowBy(long pages) {
    return Long.compareUnsigned(pages, (maxBytes >>> type.pageSizeLog2()) - pages()) <= 0;
  }

  private long growBy(long pages) {
    long bytesBefore = segment.byteSize();
    long before = bytesBefore >>> type.pageSizeLog2();
    if (!mayGrowBy(pages)) {
      return -1;
    }
    long more = pages << type.pageSizeLog2();
    if (!share.take(more)) {
      return -1;
    }
    if (!makeRoomFor(bytesBefore, bytesBefore + more)) {
      share.giveBack(more);
      return -1;
    }
    if (pages > 0) {
      SEGMENT.setRelease(this, allocation.asSlice(0, bytesBefore + more));
    }
    return before;
  }

  private boolean makeRoomFor(long bytesBefore, long bytes) {
    if (bytes <= allocation.byteSize()) {
      NativeMemory.use(bytes - bytesBefore);
      return true;
    }
    if (type.shared()) {
      return false;
    }
    try {
      MemorySegment larger = NativeMemory.enlarged(bytes, maxBytes);
      MemorySegment.copy(segment, 0, larger, 0, bytesBefore);
      allocation = larger;
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  /** What it holds now, for others to start with. */
  public MemoryImage image() {
    return MemoryImage.of(segment());
  }

  /**
   * Puts it back to what a memory of its type held, while nobody uses it.
   *
   * @throws LimitExceededException if there is no room for it
   */
  public void restore(MemoryImage image) {
    long bytesBefore = segment.byteSize();
    long more = image.size() - bytesBefore;
    if (image.size() > maxBytes || more > 0 && !share.take(more)) {
      throw new LimitExceededException(
          type + ": no room for the " + image.size() + " bytes of a snapshot, see Limits");
    }
    boolean fits = image.size() <= allocation.byteSize();
    if (fits && image.isCheaplyCopied(bytesBefore)) {
      image.copyTo(allocation.asSlice(0, Math.max(bytesBefore, image.size())));
    } else {
      try {
        allocation = image.start(maxBytes);
      } catch (OutOfMemoryError e) {
        share.giveBack(Math.max(more, 0));
        throw new LimitExceededException(
            type + ": the machine has no room for the " + image.size() + " bytes of a snapshot");
      }
    }
    if (more < 0) {
      share.giveBack(-more);
    }
    segment = allocation.asSlice(0, image.size());
  }

  /**
   * The memory as whole words of 64 bits, the last of which may be a part of the memory only. Read
   * anew after anything that may grow it.
   */
  public MemorySegment words() {
    return allocation;
  }

  /**
   * {@code memory.atomic.wait32} and {@code wait64}.
   *
   * @param address an aligned address in the memory
   * @param expected what must be there, an {@code i32} in the low half
   * @param nanoseconds how long to wait at most; negative for ever
   * @param interruption what ends the wait early
   * @return 0 if somebody notified, 1 if something else is there, 2 if the time is over
   */
  public int await(
      long address, boolean wide, long expected, long nanoseconds, Interruption interruption) {
    if (!type.shared()) {
      throw new TrapException(
          TrapKind.EXPECTED_SHARED_MEMORY, "cannot wait at address " + address + " of " + type());
    }
    return waiters.await(
        address, new Expectation(allocation, address, wide, expected), nanoseconds, interruption);
  }

  /** Whether what was expected is still there. */
  private record Expectation(MemorySegment words, long address, boolean wide, long expected)
      implements BooleanSupplier {

    @Override
    public boolean getAsBoolean() {
      return wide
          ? (long) ATOMIC_LONG.getVolatile(words, address) == expected
          : (int) ATOMIC_INT.getVolatile(words, address) == (int) expected;
    }
  }

  @Override
  public int wake(long address, int count) {
    check(address, Integer.BYTES);
    return waiters.wake(address, count);
  }

  @Override
  public byte getByte(long address) {
    return segment().get(ValueLayout.JAVA_BYTE, check(address, 1));
  }

  @Override
  public short getShort(long address) {
    return segment().get(SHORT, check(address, 2));
  }

  @Override
  public int getInt(long address) {
    return segment().get(INT, check(address, 4));
  }

  @Override
  public long getLong(long address) {
    return segment().get(LONG, check(address, 8));
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
  public V128 getV128(long address) {
    check(address, 16);
    return new V128(getLong(address), getLong(address + 8));
  }

  @Override
  public void putByte(long address, byte value) {
    segment().set(ValueLayout.JAVA_BYTE, check(address, 1), value);
  }

  @Override
  public void putShort(long address, short value) {
    segment().set(SHORT, check(address, 2), value);
  }

  @Override
  public void putInt(long address, int value) {
    segment().set(INT, check(address, 4), value);
  }

  @Override
  public void putLong(long address, long value) {
    segment().set(LONG, check(address, 8), value);
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
  public void putV128(long address, V128 value) {
    check(address, 16);
    putLong(address, value.low());
    putLong(address + 8, value.high());
  }

  @Override
  public byte[] read(long address, int length) {
    return segment().asSlice(check(address, length), length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    check(address, length);
    Objects.checkFromIndexSize(offset, length, target.length);
    MemorySegment.copy(segment(), ValueLayout.JAVA_BYTE, address, target, offset, length);
  }

  @Override
  public void write(long address, byte[] source) {
    write(address, source, 0, source.length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    check(address, length);
    Objects.checkFromIndexSize(offset, length, source.length);
    MemorySegment.copy(source, offset, segment(), ValueLayout.JAVA_BYTE, address, length);
  }

  @Override
  public void fill(long address, long length, byte value) {
    segment().asSlice(check(address, length), length).fill(value);
  }

  /** {@code memory.copy}: the ranges may overlap. */
  public void copyFrom(RuntimeMemory source, long to, long from, long length) {
    source.check(from, length);
    MemorySegment.copy(source.segment(), from, segment(), check(to, length), length);
  }

  @Override
  public String readUtf8(long address, int length) {
    return new String(read(address, length), StandardCharsets.UTF_8);
  }

  @Override
  public String readCString(long address) {
    return readCString(address, MAX_CSTRING);
  }

  /** The same, of text that has {@code most} bytes at the most. */
  String readCString(long address, int most) {
    check(address, 0);
    long end = address;
    while (getByte(end) != 0) {
      if (end - address == most) {
        throw new IllegalArgumentException(
            "no zero byte ends the text at address "
                + address
                + " within "
                + most
                + " bytes, memory of "
                + size()
                + " bytes");
      }
      end++;
    }
    return readUtf8(address, (int) (end - address));
  }

  @Override
  public MemorySegment segment() {
    return type.shared() ? (MemorySegment) SEGMENT.getAcquire(this) : segment;
  }

  /**
   * Demands that a range is within the memory, and returns where it begins.
   *
   * @throws TrapException if it is not
   */
  public long check(long address, long length) {
    long size = size();
    if (address < 0 || length < 0 || address > size || length > size - address) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          Long.toUnsignedString(length)
              + " bytes at address "
              + Long.toUnsignedString(address)
              + ", memory of "
              + size
              + " bytes");
    }
    return address;
  }
}
