package dev.heddle.wasi.abi;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;

/** The buffers of a guest that it gives to be filled or to be written, as one row of bytes. */
public final class Buffers {

  /** How many there may be, as elsewhere. */
  private static final int MOST = 1_024;

  private static final int BYTES = 8;

  private final GuestMemory memory;
  private final int[] pointers;
  private final int[] lengths;
  private final long total;

  /** Those of an array of {@code iovec} or {@code ciovec}. */
  public Buffers(GuestMemory memory, int array, int count) {
    if (count < 0 || count > MOST) {
      throw new WasiException(
          Errno.INVAL, Integer.toUnsignedString(count) + " buffers, more than " + MOST);
    }
    this.memory = memory;
    this.pointers = new int[count];
    this.lengths = new int[count];
    memory.check(array, (long) count * BYTES);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      pointers[i] = memory.i32(array + i * BYTES);
      lengths[i] = memory.i32(array + i * BYTES + 4);
      memory.check(pointers[i], lengths[i] & 0xffff_ffffL);
      sum += lengths[i] & 0xffff_ffffL;
    }
    this.total = sum;
  }

  /** How many bytes they have. */
  public long total() {
    return total;
  }

  /** Fills them with the first bytes of an array. */
  public void fill(byte[] bytes, int count) {
    int done = 0;
    for (int i = 0; i < pointers.length && done < count; i++) {
      int length = (int) Math.min(lengths[i] & 0xffff_ffffL, count - done);
      memory.put(pointers[i], bytes, done, length);
      done += length;
    }
  }

  /** Takes bytes from a place on. */
  public byte[] take(long from, int count) {
    byte[] bytes = new byte[count];
    int done = 0;
    long skip = from;
    for (int i = 0; i < pointers.length && done < count; i++) {
      long length = lengths[i] & 0xffff_ffffL;
      if (skip >= length) {
        skip -= length;
        continue;
      }
      int part = (int) Math.min(length - skip, count - done);
      memory.get(pointers[i] + (int) skip, bytes, done, part);
      done += part;
      skip = 0;
    }
    return bytes;
  }
}
