package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ElementSegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The element segments of an instance.
 *
 * <p>What a segment holds is made when it is first used and kept until it is dropped, so that an
 * instance pays for those that it uses. That nobody can tell: constant expressions have the same
 * values at any time, and each is evaluated once.
 *
 * <p>Used under the rule of {@link dev.heddle.wasm.Store}: by one thread at a time.
 */
public final class ElementSegments {

  private static final @Nullable Object[] NOTHING = {};
  private static final @Nullable Object[] DROPPED = {};

  private static final int ELEMENTS_BETWEEN_POLLS = 1 << 12;

  private final RuntimeInstance instance;
  private final List<ElementSegment> segments;
  private final TableRoom room;

  /** By index; null for what nobody has used yet. */
  private final @Nullable Object[] @Nullable [] made;

  private @Nullable Object[] unfinished = NOTHING;

  /** The segments of an instance, whose elements are to be counted with those of its tables. */
  ElementSegments(RuntimeInstance instance, List<ElementSegment> segments, TableRoom room) {
    this.instance = instance;
    this.segments = segments;
    this.room = room;
    this.made = new Object[segments.size()][];
  }

  /** How many segments there are. */
  public int count() {
    return made.length;
  }

  /** How many elements a segment has: none once it was dropped. */
  int size(int index) {
    return made[index] == DROPPED ? 0 : segments.get(index).items().size();
  }

  /**
   * The elements of a segment, not to be changed.
   *
   * @param activation the call that uses it
   * @throws TrapException if there is no room for them
   */
  @Nullable Object[] get(int index, Activation activation) {
    @Nullable Object[] values = made[index];
    return values != null ? values : make(index, activation);
  }

  private @Nullable Object[] make(int index, Activation activation) {
    int size = size(index);
    room.checkForSegment(size);
    try {
      unfinished = allocate(size);
      evaluate(index, unfinished, 0, activation);
      room.takeForSegment(size);
      made[index] = unfinished;
      return unfinished;
    } finally {
      unfinished = NOTHING;
    }
  }

  private static @Nullable Object[] allocate(int size) {
    try {
      return new Object[size];
    } catch (OutOfMemoryError e) {
      throw new TrapException(
          TrapKind.ALLOCATION_FAILED,
          "the Java heap has no room for an element segment of " + size + " elements");
    }
  }

  /**
   * Writes a segment to where it belongs while the instance is made.
   *
   * @throws TrapException if it does not fit there
   */
  public void writeTo(RuntimeTable table, long to, int index) {
    table.check(to, size(index));
    evaluate(index, table.elements, (int) to, null);
  }

  private void evaluate(
      int index, @Nullable Object[] target, int to, @Nullable Activation activation) {
    List<ConstantExpression> items = segments.get(index).items();
    Interruption interruption = Interruption.current();
    for (int i = 0; i < items.size(); i++) {
      if (i % ELEMENTS_BETWEEN_POLLS == 0 && interruption.raised) {
        interruption.check();
      }
      target[to + i] = ConstantEvaluator.reference(items.get(i), instance, activation);
    }
  }

  /** {@code table.init}. */
  public void write(
      int index, long from, RuntimeTable table, long to, long count, Activation activation) {
    checkWrite(index, from, table, to, count);
    if (count > 0) {
      table.write(get(index, activation), to, from, count);
    }
  }

  /**
   * Demands that {@code table.init} reads and writes what is there.
   *
   * @throws TrapException if it does not
   */
  public void checkWrite(int index, long from, RuntimeTable table, long to, long count) {
    RuntimeTable.check(from, count, size(index));
    table.check(to, count);
  }

  /** {@code array.init_elem}, the range of the array having been checked. */
  public void write(
      int index, long from, RuntimeArray array, int to, int count, Activation activation) {
    check(index, from, count);
    if (count > 0) {
      System.arraycopy(get(index, activation), (int) from, array.elements, to, count);
    }
  }

  /**
   * Demands that a segment has so many elements.
   *
   * @throws TrapException if it does not
   */
  public void check(int index, long from, long count) {
    int size = size(index);
    if (from + count > size) {
      throw new TrapException(
          TrapKind.TABLE_OUT_OF_BOUNDS,
          count + " elements from index " + from + " of an element segment of " + size);
    }
  }

  /** {@code elem.drop}. */
  public void drop(int index) {
    @Nullable Object[] values = made[index];
    made[index] = DROPPED;
    if (values != null) {
      room.giveBack(values.length);
    }
  }

  /** Whether a segment was dropped. */
  public boolean isDropped(int index) {
    return made[index] == DROPPED;
  }

  /**
   * Puts a segment that was dropped back to what it was once.
   *
   * @param dropped whether it was dropped
   * @param held its elements if they were made, null if they were not
   */
  public void restore(int index, boolean dropped, @Nullable Object @Nullable [] held) {
    if (held != null) {
      room.takeForSegment(held.length);
      made[index] = held;
    } else if (!dropped) {
      made[index] = null;
    }
  }

  /** The elements of a segment that were made. */
  @Nullable Object[] made(int index) {
    @Nullable Object[] values = made[index];
    return values != null ? values : NOTHING;
  }

  /** The elements of a segment if they were made and not dropped, null otherwise. */
  public @Nullable Object @Nullable [] kept(int index) {
    @Nullable Object[] values = made[index];
    return values == DROPPED ? null : values;
  }

  /** The elements that are being made. */
  @Nullable Object[] unfinished() {
    return unfinished;
  }
}
