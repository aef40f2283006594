package dev.heddle.wasm;

import dev.heddle.wasm.runtime.BudgetRoom;
import dev.heddle.wasm.runtime.MemoryRoom;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the instances may have together that are made with it, in whatever stores they
 * are: those of one tenant, for example.
 *
 * <p>It is for the linear memories that the instances define, as long as anybody refers to them. An
 * instance whose memories do not fit is not made: {@link LimitExceededException}. A memory that
 * would grow beyond it does not grow: the guest gets -1. Before that the JVM is asked to look for
 * memories that are garbage. Thread-safe.
 */
public final class MemoryBudget {

  private final BudgetRoom room;

  private MemoryBudget(long bytes, @Nullable MemoryBudget outer) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a budget has 0 bytes or more, not " + bytes);
    }
    room = new BudgetRoom(new MemoryRoom(), bytes, outer == null ? null : outer.room);
  }

  /** So many bytes. */
  public static MemoryBudget of(long bytes) {
    return new MemoryBudget(bytes, null);
  }

  /**
   * A budget of so many bytes of this one: what is used of it is used of both.
   *
   * @param bytes how many; they may be more than this one has
   */
  public MemoryBudget part(long bytes) {
    return new MemoryBudget(bytes, this);
  }

  /** How many bytes there are in all. */
  public long bytes() {
    return room.bytes();
  }

  /** How many are in use, or were by memories that the JVM has not collected yet. */
  public long used() {
    return room.used();
  }

  /** The engine's side. */
  BudgetRoom room() {
    return room;
  }

  @Override
  public String toString() {
    return "memory budget: " + used() + " of " + bytes() + " bytes used";
  }
}
