package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.types.MemoryType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one linear memory has of the room of its store, of its budgets and of the JVM, given back
 * when nobody refers to it any more. Used by one thread at a time.
 */
final class MemoryShare {

  /**
   * What it has of one room.
   *
   * @param limit how many bytes there may be in the room
   * @param whose the room is, for messages
   * @param setting which says so, with its value
   */
  private record Part(
      MemoryRoom room, MemoryRoom.Share share, long limit, String whose, String setting) {

    boolean take(long bytes, boolean forGuest) {
      return room.take(share, bytes, limit, forGuest);
    }
  }

  private final Object owner = new Object();
  private final List<Part> parts = new ArrayList<>(2);

  /**
   * A share of nothing yet.
   *
   * @param store the room of its store, if it has one
   * @param budget what else it counts for, if anything
   */
  MemoryShare(@Nullable MemoryRoom store, Limits limits, @Nullable BudgetRoom budget) {
    if (store != null) {
      long pages = limits.maxStoreMemoryPages();
      add(store, bytes(pages), "its store", "Limits.maxStoreMemoryPages is " + pages);
    }
    for (BudgetRoom each = budget; each != null; each = each.outer()) {
      add(each.room(), each.bytes(), "its budget", "MemoryBudget.bytes is " + each.bytes());
    }
    long pages = limits.maxJvmMemoryPages();
    add(MemoryRoom.JVM, bytes(pages), "the JVM", "Limits.maxJvmMemoryPages is " + pages);
  }

  private void add(MemoryRoom room, long limit, String whose, String setting) {
    parts.add(new Part(room, room.shareFor(owner), limit, whose, setting));
  }

  /**
   * Takes what a memory starts with.
   *
   * @throws LimitExceededException if there is no room for it
   */
  void takeFor(MemoryType type, long bytes) {
    Part full = takeOfAll(bytes, false);
    if (full != null) {
      throw exceeded(type, full);
    }
  }

  /** Takes what a memory grows by, if there is room. */
  boolean take(long bytes) {
    return takeOfAll(bytes, true) == null;
  }

  /** Gives back what turned out not to be needed. */
  void giveBack(long bytes) {
    giveBack(bytes, parts.size());
  }

  /** Takes of all or of none; tells which has no room. */
  private @Nullable Part takeOfAll(long bytes, boolean forGuest) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (!part.take(bytes, forGuest)) {
        giveBack(bytes, i);
        return part;
      }
    }
    return null;
  }

  private void giveBack(long bytes, int count) {
    for (int i = 0; i < count; i++) {
      Part part = parts.get(i);
      part.room.giveBack(part.share, bytes);
    }
  }

  private static long bytes(long pages) {
    return pages * MemoryType.PAGE_SIZE;
  }

  private static LimitExceededException exceeded(MemoryType type, Part full) {
    return new LimitExceededException(
        type
            + ": starts with "
            + Long.toUnsignedString(type.minimum())
            + " pages of "
            + type.pageSize()
            + " bytes, but the memories of "
            + full.whose
            + " have "
            + (full.room.used() + MemoryType.PAGE_SIZE - 1) / MemoryType.PAGE_SIZE
            + " pages of 65536, and "
            + full.setting);
  }
}
