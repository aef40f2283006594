package dev.heddle.async;

import dev.heddle.async.stack.StackCounts;
import org.jspecify.annotations.Nullable;

/**
 * How the stacks that calls have in the guest's memory are kept apart, at one moment. Immutable and
 * thread-safe.
 *
 * @param isolation how
 * @param size how much a call may have on its stack in a region, in bytes; 0 if there are none
 * @param regions how many regions there are
 * @param used how many of them calls have
 * @param copied how many calls have got none since the instance was made, though others may have
 *     them: there were as many as may be, or no memory was to be had. Their stacks are copied
 * @param reason why there are no regions; empty if there are
 */
public record GuestStacks(
    Isolation isolation, int size, int regions, int used, long copied, String reason) {

  /** How stacks are kept apart. */
  public enum Isolation {
    /** Each call has a region of its own: pointers into it stay valid while the call waits. */
    REGIONS,
    /** All have the same one, and what a call has on it is set aside while others run. */
    COPIES,
    /** There is nothing to keep apart: no stack is known, or calls are not interleaved. */
    NONE
  }

  static GuestStacks of(@Nullable StackCounts counts, Concurrency policy) {
    if (counts == null || policy == Concurrency.SERIAL) {
      String reason = counts == null ? "no stack pointer is known" : counts.reason();
      return new GuestStacks(Isolation.NONE, 0, 0, 0, 0, reason);
    }
    return new GuestStacks(
        counts.size() > 0 ? Isolation.REGIONS : Isolation.COPIES,
        counts.size(),
        counts.regions(),
        counts.used(),
        counts.refused(),
        counts.reason());
  }
}
