package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.TableType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A table; its elements are the first {@code size} of {@link #elements}. */
public final class RuntimeTable implements Table {

  /** The elements, and perhaps room for more. */
  public @Nullable Object[] elements;

  /** Whether its indices are 64-bit numbers. */
  public final boolean hasWideIndices;

  private final TableType type;
  private final long maxSize;
  private int size;

  private RuntimeTable(TableType type, @Nullable Object initial, long maxSize) {
    this.type = type;
    this.hasWideIndices = type.address() == AddressType.I64;
    this.maxSize = maxSize;
    this.size = (int) type.minimum();
    this.elements = new Object[size];
    if (initial != null) {
      Arrays.fill(elements, initial);
    }
  }

  /** A table of this type within the limits. */
  public static RuntimeTable create(TableType type, @Nullable Object initial, Limits limits) {
    Values.checkReference(type.element(), initial, "initial element of " + type);
    return allocate(type, initial, limits);
  }

  /** The same, with an element that need not be of the type if it is replaced before use. */
  static RuntimeTable allocate(TableType type, @Nullable Object initial, Limits limits) {
    if (Long.compareUnsigned(type.minimum(), limits.maxTableElements()) > 0) {
      throw new LimitExceededException(
          type
              + ": starts with "
              + Long.toUnsignedString(type.minimum())
              + " elements, but Limits.maxTableElements is "
              + limits.maxTableElements());
    }
    long declared = type.maximum().orElse(-1);
    long maxSize =
        Long.compareUnsigned(declared, limits.maxTableElements()) < 0
            ? declared
            : limits.maxTableElements();
    return new RuntimeTable(type, initial, maxSize);
  }

  @Override
  public TableType type() {
    return type.withMinimum(size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable Object get(int index) {
    return at(Integer.toUnsignedLong(index));
  }

  /** The element at an unsigned index. */
  public @Nullable Object at(long index) {
    return elements[check(index)];
  }

  @Override
  public void set(int index, @Nullable Object value) {
    put(
        Integer.toUnsignedLong(index),
        Values.checkReference(type.element(), value, "element " + index + " of " + type));
  }

  /** Sets an element to a reference that is known to be of the right type. */
  public void put(long index, @Nullable Object value) {
    elements[check(index)] = value;
  }

  @Override
  public int grow(int count, @Nullable Object value) {
    return growBy(
        Integer.toUnsignedLong(count),
        Values.checkReference(type.element(), value, "new element of " + type));
  }

  /** Appends {@code count} elements; returns the size before, or -1. */
  public int growBy(long count, @Nullable Object value) {
    int before = size;
    if (Long.compareUnsigned(count, maxSize - before) > 0) {
      return -1;
    }
    int after = before + (int) count;
    if (after > elements.length) {
      int room = (int) Math.min(maxSize, Math.max(after, after + after / 4L));
      elements = Arrays.copyOf(elements, room);
    }
    Arrays.fill(elements, before, after, value);
    size = after;
    return before;
  }

  /** {@code table.fill}. */
  public void fill(long index, @Nullable Object value, long count) {
    check(index, count, size);
    Arrays.fill(elements, (int) index, (int) (index + count), value);
  }

  /** {@code table.copy}: the ranges may overlap. */
  public void copyFrom(RuntimeTable source, long to, long from, long count) {
    check(from, count, source.size);
    check(to, count, size);
    System.arraycopy(source.elements, (int) from, elements, (int) to, (int) count);
  }

  /** {@code table.init} from the elements of a segment. */
  void copyFrom(@Nullable Object[] source, long to, long from, long count) {
    check(from, count, source.length);
    check(to, count, size);
    System.arraycopy(source, (int) from, elements, (int) to, (int) count);
  }

  private int check(long index) {
    if (Long.compareUnsigned(index, size) >= 0) {
      throw new TrapException(
          TrapKind.TABLE_OUT_OF_BOUNDS, "index " + Long.toUnsignedString(index) + " of " + size);
    }
    return (int) index;
  }

  private static void check(long index, long count, int size) {
    if (Long.compareUnsigned(index, size) > 0 || Long.compareUnsigned(count, size - index) > 0) {
      throw new TrapException(
          TrapKind.TABLE_OUT_OF_BOUNDS,
          Long.toUnsignedString(count)
              + " elements at index "
              + Long.toUnsignedString(index)
              + " of "
              + size);
    }
  }
}
