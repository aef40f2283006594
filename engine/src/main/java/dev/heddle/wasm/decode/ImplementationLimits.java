package dev.heddle.wasm.decode;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;

/**
 * How large a module may be: the bounds that all engines of the web share, so that what loads here
 * loads there, beside those that the embedder sets in {@link Limits}. Source: WebAssembly
 * JavaScript interface, section 9.1 (implementation-defined limits).
 */
final class ImplementationLimits {

  static final int TYPES = 1_000_000;
  static final int IMPORTS = 1_000_000;
  static final int EXPORTS = 1_000_000;
  static final int GLOBALS = 1_000_000;
  static final int TAGS = 1_000_000;
  static final int TABLES = 100_000;
  static final int MEMORIES = 100;
  static final int DATA_SEGMENTS = 100_000;
  static final int ELEMENT_SEGMENTS = 10_000_000;
  static final int SEGMENT_ELEMENTS = 10_000_000;
  static final int PARAMETERS = 1_000;
  static final int RESULTS = 1_000;
  static final int FIELDS = 10_000;
  static final int FUNCTION_BYTES = 7_654_321;

  private ImplementationLimits() {}

  /**
   * Refuses more than {@code limit} of something.
   *
   * @param what what is counted, in the plural
   * @param place where, e.g. {@code type section}
   */
  static void check(long count, int limit, String what, String place) {
    if (count > limit) {
      throw new LimitExceededException(
          "too many " + what + ": " + count + " in the " + place + ", at most " + limit);
    }
  }

  /**
   * Refuses more than the embedder's {@code limit} of something.
   *
   * @param name the limit's name in {@link Limits}
   */
  static void check(long count, int limit, String what, String place, String name) {
    if (count > limit) {
      throw new LimitExceededException(
          "too many "
              + what
              + ": "
              + count
              + " in the "
              + place
              + ", but Limits."
              + name
              + " is "
              + limit);
    }
  }
}
