package dev.heddle.wasm;

/**
 * How much an instance may use of the host. Immutable and thread-safe.
 *
 * <p>A guest that runs into a limit gets what the specification has for it: growing returns -1, too
 * deep a recursion traps. A module that declares more than a limit is not instantiated: {@link
 * LimitExceededException}.
 *
 * @param maxMemoryPages the size of each memory in pages of 64 KiB, whatever the size of its own
 *     pages is; 0 to 2^47-1, default 65,536 (4 GiB), which is as much as 32-bit addresses reach
 * @param maxTableElements the number of elements of each table; default 10,000,000
 * @param maxCallDepth how many guest functions may be active in one call of an export; default
 *     5,000. Frames of the guest are frames of the Java thread: a Java stack that is too small for
 *     the limit ends in the same trap, only earlier
 */
public record Limits(long maxMemoryPages, int maxTableElements, int maxCallDepth) {

  /** More bytes than these have would not be a number. */
  private static final long MOST_PAGES = (1L << 47) - 1;

  private static final Limits DEFAULTS = builder().build();

  public Limits {
    if (maxMemoryPages < 0 || maxMemoryPages > MOST_PAGES) {
      throw new IllegalArgumentException(
          "maxMemoryPages must be 0 to " + MOST_PAGES + ", not " + maxMemoryPages);
    }
    if (maxTableElements < 0) {
      throw new IllegalArgumentException(
          "maxTableElements must not be negative, not " + maxTableElements);
    }
    if (maxCallDepth < 1) {
      throw new IllegalArgumentException("maxCallDepth must be at least 1, not " + maxCallDepth);
    }
  }

  /** The limits that hold unless others are given. */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /** A builder that starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects limits. Not thread-safe. */
  public static final class Builder {

    private long maxMemoryPages = 65_536;
    private int maxTableElements = 10_000_000;
    private int maxCallDepth = 5_000;

    private Builder() {}

    /** See {@link Limits#maxMemoryPages()}. */
    public Builder maxMemoryPages(long pages) {
      maxMemoryPages = pages;
      return this;
    }

    /** See {@link Limits#maxTableElements()}. */
    public Builder maxTableElements(int elements) {
      maxTableElements = elements;
      return this;
    }

    /** See {@link Limits#maxCallDepth()}. */
    public Builder maxCallDepth(int depth) {
      maxCallDepth = depth;
      return this;
    }

    /**
     * The limits.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Limits build() {
      return new Limits(maxMemoryPages, maxTableElements, maxCallDepth);
    }
  }
}
