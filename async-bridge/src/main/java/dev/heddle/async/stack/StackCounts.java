package dev.heddle.async.stack;

/**
 * What the interleaved calls of an instance have for their stacks, at one moment. Immutable and
 * thread-safe.
 *
 * @param size how much each may have on its stack in a region, in bytes; 0 if there are no regions
 * @param regions how many regions there are
 * @param used how many of them are in use
 * @param refused how many calls have got none
 * @param reason why there are none; empty if there are
 */
public record StackCounts(int size, int regions, int used, long refused, String reason) {}
