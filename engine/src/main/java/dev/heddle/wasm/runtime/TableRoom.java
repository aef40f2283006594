package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.types.TableType;

/** How many elements the tables of an instance may still get. Not thread-safe. */
final class TableRoom {

  private final int limit;
  private long left;

  /** Room for {@code limit} elements. */
  TableRoom(int limit) {
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

  /** Takes this many elements, an unsigned number, if there is room. */
  boolean take(long elements) {
    if (!has(elements)) {
      return false;
    }
    left -= elements;
    return true;
  }

  /** Gives back elements that were taken, but that the heap has no room for. */
  void giveBack(long elements) {
    left += elements;
  }

  /** Whether there is room for this many elements, an unsigned number. */
  boolean has(long elements) {
    return Long.compareUnsigned(elements, left) <= 0;
  }
}
