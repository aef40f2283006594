package dev.heddle.async.stack;

import org.jspecify.annotations.Nullable;

/**
 * What the host says about the regions that interleaved calls have for their stacks. Immutable and
 * thread-safe.
 *
 * @param source where they come from
 * @param size how many bytes a call may have on its stack
 * @param most how many there may be
 */
public record RegionChoice(Source source, int size, int most) {

  /** Where regions come from. */
  public sealed interface Source {}

  /** From where they can be had, if anywhere. */
  public record Anywhere() implements Source {}

  /**
   * From the guest's allocator.
   *
   * @param allocate a function that takes a size and returns an address, or 0
   * @param free a function that takes the address, if regions are ever to be given back
   */
  public record Allocator(String allocate, @Nullable String free) implements Source {}

  /**
   * From a range of addresses.
   *
   * @param from the first
   * @param to the one behind the last
   */
  public record Range(long from, long to) implements Source {}

  /**
   * From a range that begins where an exported global says.
   *
   * @param start the name of the global
   * @param bytes how large it is
   */
  public record ExportedRange(String start, long bytes) implements Source {}

  /** From nowhere: stacks are copied. */
  public record Nowhere() implements Source {}
}
