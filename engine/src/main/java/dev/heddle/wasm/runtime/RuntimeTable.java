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

  /** More elements than any {@code Limits.maxTableElements}. */
  private static final long MAX_SIZE = Integer.MAX_VALUE;

  /** The elements, and perhaps room for more. */
  public @Nullable Object[] elements;

  /** Whether its indices are 64-bit numbers. */
  public final boolean hasWideIndices;

  /** Whose it is. */
  public final Owner owner = new Owner();

  private final TableType type;
  private final TableRoom room;
  private final long maxSize;
  private int size;

  private RuntimeTable(TableType type, @Nullable Object initial, TableRoom room) {
    this.type = type;
    this.hasWideIndices = type.address() == AddressType.I64;
    this.room = room;
    long declared = type.maximum().orElse(-1);
    this.maxSize = declared < 0 ? MAX_SIZE : Math.min(declared, MAX_SIZE);
    this.size = (int) type.minimum();
    this.elements = new Object[size];
    if (initial != null) {
      Arrays.fill(elements, initial);
    }
  }

  /** A table of this type within the limits. */
  public static RuntimeTable create(TableType type, @Nullable Object initial, Limits limits) {
    Values.checkReference(type.element(), initial, "initial element of " + type);
    if (Long.compareUnsigned(type.minimum(), type.maximum().orElse(-1)) > 0) {
      throw new IllegalArgumentException(type + ": starts with more elements than its maximum");
    }
    RuntimeTable table = allocate(type, initial, new TableRoom(limits.maxTableElements()));
    table.owner.admit(initial, "initial element of " + type);
    return table;
  }

  /** The same, with an element that need not be of the type if it is replaced before use. */
  public static RuntimeTable allocate(TableType type, @Nullable Object initial, TableRoom room) {
    room.takeFor(type);
    try {
      return new RuntimeTable(type, initial, room);
    } catch (OutOfMemoryError e) {
      throw new LimitExceededException(
          type + ": the heap has no room for " + type.minimum() + " elements");
    }
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
    String what = "element " + Integer.toUnsignedString(index) + " of " + type;
    Values.checkReference(type.element(), value, what);
    check(Integer.toUnsignedLong(index));
    owner.admit(value, what);
    put(Integer.toUnsignedLong(index), value);
  }

  /** Sets an element to a reference that is known to be of the right type. */
  public void put(long index, @Nullable Object value) {
    elements[check(index)] = value;
  }

  @Override
  public int grow(int count, @Nullable Object value) {
    String what = "new element of " + type;
    Values.checkReference(type.element(), value, what);
    owner.admit(value, what);
    return growBy(Integer.toUnsignedLong(count), value);
  }

  /** Appends {@code count} elements; returns the size before, or -1. */
  public int growBy(long count, @Nullable Object value) {
    int before = size;
    if (!mayGrowBy(count) || !room.take(count)) {
      return -1;
    }
    int after = before + (int) count;
    if (after > elements.length) {
      try {
        elements = Arrays.copyOf(elements, (int) Math.min(maxSize, after + after / 4L));
      } catch (OutOfMemoryError e) {
        room.giveBack(count);
        return -1;
      }
    }
    Arrays.fill(elements, before, after, value);
    size = after;
    return before;
  }

  /** Whether its type and what tables may have together leave room for so many elements more. */
  public boolean mayGrowBy(long count) {
    return Long.compareUnsigned(count, maxSize - size) <= 0 && room.has(count);
  }

  /** {@code table.fill}. */
  public void fill(long index, @Nullable Object value, long count) {
    check(index, count);
    Arrays.fill(elements, (int) index, (int) (index + count), value);
  }

  /** {@code table.copy}: the ranges may overlap. */
  public void copyFrom(RuntimeTable source, long to, long from, long count) {
    source.check(from, count);
    check(to, count);
    System.arraycopy(source.elements, (int) from, elements, (int) to, (int) count);
  }

  /** Sets a range, which must be within the table, to elements of a segment. */
  void write(@Nullable Object[] source, long to, long from, long count) {
    System.arraycopy(source, (int) from, elements, (int) to, (int) count);
  }

  /**
   * Puts it back to what a table of its type held.
   *
   * @throws LimitExceededException if there is no room for that many
   */
  public void restore(@Nullable Object[] held) {
    int more = held.length - size;
    if (more > 0 && !room.take(more)) {
      throw new LimitExceededException(
          type + ": no room for the " + held.length + " elements of a snapshot, see Limits");
    }
    room.giveBack(Math.max(-more, 0));
    elements = held;
    size = held.length;
  }

  private int check(long index) {
    if (Long.compareUnsigned(index, size) >= 0) {
      throw new TrapException(
          TrapKind.TABLE_OUT_OF_BOUNDS, "index " + Long.toUnsignedString(index) + " of " + size);
    }
    return (int) index;
  }

  /**
   * Demands that a range is within the table.
   *
   * @throws TrapException if it is not
   */
  public void check(long index, long count) {
    check(index, count, size);
  }

  /** The same for anything that has elements. */
  static void check(long index, long count, int size) {
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
