package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeMemory;
import dev.heddle.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;

/**
 * A linear memory: bytes that guest and host both read and write, in pages of usually 64 KiB.
 *
 * <p>Addresses are in bytes from 0; multi-byte values are little-endian and need no alignment. An
 * access that does not lie wholly inside throws {@link TrapException} with {@link
 * TrapKind#MEMORY_OUT_OF_BOUNDS}, as it would for the guest; so does a negative length. Addresses
 * that guests pass as {@code i32} have no sign: {@link Integer#toUnsignedLong} makes them those of
 * this interface.
 *
 * <p>A memory whose type is not {@linkplain MemoryType#shared() shared} is not thread-safe: use it
 * where the guest runs. A shared one may be imported into instances of several stores and used from
 * many threads at a time. Growing, {@link #size} and {@link #wake} are atomic then, and it never
 * moves; the methods that read and write bytes are not atomic and order nothing: what one thread
 * wrote, another sees for certain only after both have met, in an atomic instruction of the guest
 * or in the host. For atomic access by the host, use {@link #segment} with a {@link
 * java.lang.invoke.VarHandle}. Source: core specification, section 4.2.8 (memory instances), and
 * the threads proposal.
 */
public sealed interface Memory extends ExternValue permits RuntimeMemory {

  /**
   * A memory made by the host, to be imported by guests.
   *
   * @throws LimitExceededException if it is larger than the default limit, if all memories of the
   *     JVM together would be, or the machine has no room for it
   * @throws IllegalArgumentException if its pages have another size than 1 or 65,536, if it starts
   *     with more than its maximum, or if it is shared and has no maximum
   */
  static Memory create(MemoryType type) {
    return RuntimeMemory.create(type, Limits.defaults(), null);
  }

  @Override
  MemoryType type();

  /** The size in pages. */
  long pages();

  /** The size in bytes. */
  long size();

  /**
   * Makes the memory larger; the new pages are zero.
   *
   * @param pages by how many pages
   * @return the size before, in pages, or -1 if it cannot grow that much
   */
  long grow(long pages);

  /**
   * Wakes threads of guests that wait at an address with {@code memory.atomic.wait32} or {@code
   * wait64}, those first that have waited longest.
   *
   * @param count how many at most; -1 for all
   * @return how many; none if the memory is not shared
   */
  int wake(long address, int count);

  /** The byte at {@code address}. */
  byte getByte(long address);

  /** The two bytes at {@code address}. */
  short getShort(long address);

  /** The four bytes at {@code address}. */
  int getInt(long address);

  /** The eight bytes at {@code address}. */
  long getLong(long address);

  /** The {@code f32} at {@code address}. */
  float getFloat(long address);

  /** The {@code f64} at {@code address}. */
  double getDouble(long address);

  /** The {@code v128} at {@code address}. */
  V128 getV128(long address);

  /** Sets the byte at {@code address}. */
  void putByte(long address, byte value);

  /** Sets the two bytes at {@code address}. */
  void putShort(long address, short value);

  /** Sets the four bytes at {@code address}. */
  void putInt(long address, int value);

  /** Sets the eight bytes at {@code address}. */
  void putLong(long address, long value);

  /** Sets the {@code f32} at {@code address}. */
  void putFloat(long address, float value);

  /** Sets the {@code f64} at {@code address}. */
  void putDouble(long address, double value);

  /** Sets the {@code v128} at {@code address}. */
  void putV128(long address, V128 value);

  /** A copy of {@code length} bytes from {@code address}. */
  byte[] read(long address, int length);

  /**
   * Copies {@code length} bytes from {@code address} to {@code target[offset...]}.
   *
   * @throws IndexOutOfBoundsException if they do not lie wholly inside {@code target}
   */
  void read(long address, byte[] target, int offset, int length);

  /** Copies all of {@code source} to {@code address}. */
  void write(long address, byte[] source);

  /**
   * Copies {@code source[offset...offset+length]} to {@code address}.
   *
   * @throws IndexOutOfBoundsException if they do not lie wholly inside {@code source}
   */
  void write(long address, byte[] source, int offset, int length);

  /** Sets {@code length} bytes from {@code address} to {@code value}. */
  void fill(long address, long length, byte value);

  /** The UTF-8 text of {@code length} bytes at {@code address}; ill-formed parts become U+FFFD. */
  String readUtf8(long address, int length);

  /**
   * The UTF-8 text from {@code address} to the first zero byte.
   *
   * @throws TrapException if the memory ends before
   * @throws IllegalArgumentException if there is none within 1 GiB
   */
  String readCString(long address);

  /**
   * The whole memory as a native segment, for bulk transfer without copying.
   *
   * <p>Growing may move the memory: ask anew after anything that lets the guest run, waiting
   * included. An old segment stays readable but is no longer the guest's memory. A shared memory
   * does not move: an old segment is the part of it that was there before.
   */
  MemorySegment segment();
}
