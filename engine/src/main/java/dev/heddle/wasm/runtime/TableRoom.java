package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.types.TableType;

/**
 * How many elements the tables of an instance, and the segments that it has used, may still get.
 * Not thread-safe.
 */
public final class TableRoom {

  private final int limit;
  private long left;

  /** Room for {@code limit} elements. */
  public TableRoom(int limit) {
    this.limit = limit;
    this.left = limit;
  }

  /**
   * Takes the first elements of a table.
   *
   * @throws LimitExceededException if there is no room for them
   */
  void takeFor(TableType type) {
    if (!take(type.minimum())) {
      throw new LimitExceededException(
          type
              + ": starts with "
              + Long.toUnsignedString(type.minimum())
              + " elements, but Limits.maxTableElements is "
              + limit
              + (left < limit ? ", of which " + left + " are left" : ""));
    }
  }

  /**
   * Takes the elements of a segment.
   *
   * @throws TrapException if there is no room for them
   */
  void takeForSegment(int elements) {
    checkForSegment(elements);
    left -= elements;
  }

  /**
   * Demands that there is room for the elements of a segment.
   *
   * @throws TrapException if there is not
   */
  void checkForSegment(int elements) {
    if (elements > left) {
      throw new TrapException(
          TrapKind.ALLOCATION_FAILED,
          "an element segment of "
              + elements
              + " elements, but Limits.maxTableElements is "
              + limit
              + ", of which "
              + left
              + " are left");
    }
  }

  /** Takes this many elements, an unsigned number, if there is room. */
  boolean take(long elements) {
    if (!has(elements)) {
      return false;
    }
    left -= elements;
    return true;
  }

  /** Gives back elements that were taken, but that are not there. */
  void giveBack(long elements) {
    left += elements;
  }

  /** Whether there is room for this many elements, an unsigned number. */
  boolean has(long elements) {
    return Long.compareUnsigned(elements, left) <= 0;
  }
}
