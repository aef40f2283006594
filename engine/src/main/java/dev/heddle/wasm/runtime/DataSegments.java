package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ModuleDefinition;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The data segments of an instance: the bytes are those of the module, dropped or not is for each
 * instance. Used under the rule of {@link dev.heddle.wasm.Store}: by one thread at a time.
 */
public final class DataSegments {

  private final byte[] bytes;
  private final List<DataSegment> segments;
  private final boolean[] dropped;

  DataSegments(ModuleDefinition module) {
    this.bytes = module.bytes();
    this.segments = module.data();
    this.dropped = new boolean[segments.size()];
  }

  private long size(int index) {
    return dropped[index] ? 0 : segments.get(index).size();
  }

  /** {@code memory.init}. */
  public void write(int index, long from, RuntimeMemory memory, long to, long length) {
    checkWrite(index, from, memory, to, length);
    MemorySegment.copy(
        MemorySegment.ofArray(bytes),
        segments.get(index).start() + from,
        memory.segment(),
        to,
        length);
  }

  /**
   * Demands that {@code memory.init} reads and writes what is there.
   *
   * @throws TrapException if it does not
   */
  public void checkWrite(int index, long from, RuntimeMemory memory, long to, long length) {
    long size = size(index);
    long targetSize = memory.size();
    if (from > size - length
        || Long.compareUnsigned(to, targetSize) > 0
        || length > targetSize - to) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          length
              + " bytes from offset "
              + from
              + " of a data segment of "
              + size
              + " to address "
              + Long.toUnsignedString(to)
              + ", memory of "
              + targetSize
              + " bytes");
    }
  }

  /** {@code array.init_data}, the range of the array having been checked. */
  public void write(int index, long from, RuntimeArray array, int to, int count) {
    check(index, from, (long) count * array.elementBytes());
    if (count > 0) {
      array.read(bytes, segments.get(index).start() + (int) from, to, count);
    }
  }

  /**
   * Demands that a segment has so many bytes.
   *
   * @throws TrapException if it does not
   */
  public void check(int index, long from, long length) {
    long size = size(index);
    if (from + length > size) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          length + " bytes from offset " + from + " of a data segment of " + size);
    }
  }

  /** Which of them were dropped, by index. */
  public boolean[] dropped() {
    return dropped.clone();
  }

  /** Has those dropped that were once. */
  public void restore(boolean[] known) {
    System.arraycopy(known, 0, dropped, 0, dropped.length);
  }

  /** {@code data.drop}. */
  public void drop(int index) {
    dropped[index] = true;
  }
}
