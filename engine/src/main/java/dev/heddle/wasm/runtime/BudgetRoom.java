package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The memories that a {@link dev.heddle.wasm.MemoryBudget} is for. Thread-safe.
 *
 * @param room how much they have
 * @param bytes how much they may have
 * @param outer another one for which these count, too
 */
public record BudgetRoom(MemoryRoom room, long bytes, @Nullable BudgetRoom outer) {

  /** How many bytes they have. */
  public long used() {
    return room.used();
  }
}
