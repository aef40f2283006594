package dev.heddle.async;

import dev.heddle.wasm.Memory;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A stream of bytes that a guest reads in blocking style, as files are read in C: as many bytes as
 * there are, at most as many as there is room for.
 *
 * <p>Reading is for one thread at a time; closing is thread-safe.
 */
public final class ByteReader implements AutoCloseable {

  private final GuestReader<ByteBuffer> buffers;
  private @Nullable ByteBuffer current;

  private ByteReader(GuestReader<ByteBuffer> buffers) {
    this.buffers = buffers;
  }

  /**
   * A reader of the bytes that buffers have between their positions and limits, to be closed by its
   * user unless it is read to its end. The buffers are the reader's from then on.
   *
   * @param ahead how many buffers may be there before they are asked for, at least 1
   */
  public static ByteReader of(Publisher<ByteBuffer> source, int ahead) {
    return new ByteReader(GuestReader.of(source, ahead));
  }

  /**
   * Reads into the memory of the guest, and waits for the next buffer if nothing of the last is
   * left. Otherwise as {@link GuestReader#next}.
   *
   * @param address where to
   * @param length how many bytes at the most; negative ones are taken for unsigned
   * @return how many bytes, at least 1; 0 only at the end, or if {@code length} is 0
   * @throws dev.heddle.wasm.TrapException if the range is not within the memory
   */
  public int read(GuestCall call, Memory memory, long address, int length) {
    long most = Integer.toUnsignedLong(length);
    checkRange(memory, address, most);
    if (most == 0) {
      return 0;
    }
    ByteBuffer buffer = current;
    while (buffer == null || !buffer.hasRemaining()) {
      buffer = buffers.next(call);
      if (buffer == null) {
        current = null;
        return 0;
      }
    }
    current = buffer;
    int count = (int) Math.min(most, buffer.remaining());
    // the memory may have grown while the call was parked, so it is asked for only now
    MemorySegment target = memory.segment().asSlice(address, count);
    target.copyFrom(MemorySegment.ofBuffer(buffer).asSlice(0, count));
    buffer.position(buffer.position() + count);
    return count;
  }

  private static void checkRange(Memory memory, long address, long length) {
    long size = memory.size();
    if (address < 0 || address > size || length > size - address) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          length
              + " bytes to read to address "
              + Long.toUnsignedString(address)
              + ", memory of "
              + size
              + " bytes");
    }
  }

  @Override
  public void close() {
    buffers.close();
  }
}
