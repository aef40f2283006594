package dev.heddle.wasm;

import dev.heddle.wasm.types.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * How much a module may declare, and how much an instance may use of the host. Immutable and
 * thread-safe.
 *
 * <p>A module that declares more than a limit is not loaded, or not instantiated: {@link
 * LimitExceededException}. A guest that runs into one gets what the specification has for it:
 * growing returns -1, too deep a recursion, too long an array and too many objects trap.
 *
 * <p>Beside these, the bounds that all engines of the web share always hold, so that what loads
 * here loads there: for example 1,000 parameters a function and 7,654,321 bytes a body. Time is
 * limited by {@link Fuel} and {@link CallControl}.
 *
 * @param maxMemoryPages the size of each memory in pages of 64 KiB, whatever the size of its own
 *     pages is; 0 to 2^47-1, default 65,536 (4 GiB), which is as much as 32-bit addresses reach
 * @param maxStoreMemoryPages the size of all memories of a {@link Store} together, in pages of 64
 *     KiB; at least 0, default 65,536 (4 GiB), or {@code maxMemoryPages} if that is more. A memory
 *     counts where it was made, as long as anybody refers to it; what the host makes with {@link
 *     Memory#create} is of no store
 * @param maxJvmMemoryPages the size of all memories of the JVM together, in pages of 64 KiB, beyond
 *     which this instance gets no more; at least 0, default four times {@link Runtime#maxMemory()}
 *     (which is about what the machine or container has, unless the JVM is told otherwise), or four
 *     times {@code maxStoreMemoryPages} if that is more
 * @param maxTableElements the number of elements of all tables of an instance together, imported
 *     ones not counted, and of the passive element segments that it has used and not dropped;
 *     default 10,000,000
 * @param maxCallDepth how many guest functions may be active in one call of an export, those
 *     included that host functions call back, on the same thread; default 5,000. Frames of the
 *     guest are frames of Java: where the stack of one thread has no more room for them, the call
 *     goes on in a virtual thread of its own, and so on, which takes up to a KiB of Java heap for a
 *     frame, more for one with hundreds of variables. Earlier than at this limit the same trap ends
 *     a call if the thread on which it began has less than 320 KiB of stack left for it, or the
 *     stacks of all calls would take half of {@link Runtime#maxMemory()}
 * @param maxStackValues how many values the frames of one call of an export may hold together, each
 *     a number of 8 bytes or a reference, those of calls included that host functions make on the
 *     same thread; default 4,194,304 (32 MiB)
 * @param maxInstances how many instances may be made in one {@link Store} during its life; default
 *     1,000,000
 * @param maxModuleBytes the size of a module in bytes; default 1,073,741,824 (1 GiB)
 * @param maxFunctions how many functions a module may import and define; default 1,000,000
 * @param maxLocals how many local variables a function may declare; default 50,000
 * @param maxOperands how many values a function may keep on its operand stack; default 1,048,576
 * @param maxArrayLength the number of elements of each garbage-collected array; default
 *     100,000,000. An array that the Java heap has no room for ends in the same trap
 * @param maxObjectBytes how much the guests of a {@link Store} may have in structures, arrays,
 *     31-bit integers and exceptions, all together, in bytes of the Java heap; default a quarter of
 *     {@link Runtime#maxMemory()}. What they no longer refer to does not count. A guest that comes
 *     so close to the limit that finding this out would take most of its time has reached it
 */
public record Limits(
    long maxMemoryPages,
    long maxStoreMemoryPages,
    long maxJvmMemoryPages,
    int maxTableElements,
    int maxCallDepth,
    int maxStackValues,
    int maxInstances,
    int maxModuleBytes,
    int maxFunctions,
    int maxLocals,
    int maxOperands,
    int maxArrayLength,
    long maxObjectBytes) {

  /** More bytes than these have would not be a number. */
  private static final long MOST_PAGES = (1L << 47) - 1;

  private static final long PAGES_OF_4_GIB = 1L << 16;

  private static final Limits DEFAULTS = builder().build();

  public Limits {
    pages(maxMemoryPages, "maxMemoryPages");
    pages(maxStoreMemoryPages, "maxStoreMemoryPages");
    pages(maxJvmMemoryPages, "maxJvmMemoryPages");
    atLeast(0, maxTableElements, "maxTableElements");
    atLeast(1, maxCallDepth, "maxCallDepth");
    atLeast(0, maxStackValues, "maxStackValues");
    atLeast(0, maxInstances, "maxInstances");
    atLeast(0, maxModuleBytes, "maxModuleBytes");
    atLeast(0, maxFunctions, "maxFunctions");
    atLeast(0, maxLocals, "maxLocals");
    atLeast(0, maxOperands, "maxOperands");
    atLeast(0, maxArrayLength, "maxArrayLength");
    atLeast(0, maxObjectBytes, "maxObjectBytes");
  }

  private static void pages(long value, String name) {
    if (value < 0 || value > MOST_PAGES) {
      throw new IllegalArgumentException(name + " must be 0 to " + MOST_PAGES + ", not " + value);
    }
  }

  private static void atLeast(int least, long value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
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

    private long maxMemoryPages = PAGES_OF_4_GIB;
    private @Nullable Long maxStoreMemoryPages;
    private @Nullable Long maxJvmMemoryPages;
    private int maxTableElements = 10_000_000;
    private int maxCallDepth = 5_000;
    private int maxStackValues = 4 << 20;
    private int maxInstances = 1_000_000;
    private int maxModuleBytes = 1 << 30;
    private int maxFunctions = 1_000_000;
    private int maxLocals = 50_000;
    private int maxOperands = 1 << 20;
    private int maxArrayLength = 100_000_000;
    private long maxObjectBytes = Runtime.getRuntime().maxMemory() / 4;

    private Builder() {}

    /** See {@link Limits#maxMemoryPages()}. */
    public Builder maxMemoryPages(long pages) {
      maxMemoryPages = pages;
      return this;
    }

    /** See {@link Limits#maxStoreMemoryPages()}. */
    public Builder maxStoreMemoryPages(long pages) {
      maxStoreMemoryPages = pages;
      return this;
    }

    /** See {@link Limits#maxJvmMemoryPages()}. */
    public Builder maxJvmMemoryPages(long pages) {
      maxJvmMemoryPages = pages;
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

    /** See {@link Limits#maxStackValues()}. */
    public Builder maxStackValues(int values) {
      maxStackValues = values;
      return this;
    }

    /** See {@link Limits#maxInstances()}. */
    public Builder maxInstances(int instances) {
      maxInstances = instances;
      return this;
    }

    /** See {@link Limits#maxModuleBytes()}. */
    public Builder maxModuleBytes(int bytes) {
      maxModuleBytes = bytes;
      return this;
    }

    /** See {@link Limits#maxFunctions()}. */
    public Builder maxFunctions(int functions) {
      maxFunctions = functions;
      return this;
    }

    /** See {@link Limits#maxLocals()}. */
    public Builder maxLocals(int locals) {
      maxLocals = locals;
      return this;
    }

    /** See {@link Limits#maxOperands()}. */
    public Builder maxOperands(int operands) {
      maxOperands = operands;
      return this;
    }

    /** See {@link Limits#maxArrayLength()}. */
    public Builder maxArrayLength(int elements) {
      maxArrayLength = elements;
      return this;
    }

    /** See {@link Limits#maxObjectBytes()}. */
    public Builder maxObjectBytes(long bytes) {
      maxObjectBytes = bytes;
      return this;
    }

    /**
     * The limits.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Limits build() {
      long storePages =
          maxStoreMemoryPages == null
              ? Math.max(PAGES_OF_4_GIB, maxMemoryPages)
              : maxStoreMemoryPages;
      long jvmPages = maxJvmMemoryPages == null ? jvmPages(storePages) : maxJvmMemoryPages;
      return new Limits(
          maxMemoryPages,
          storePages,
          jvmPages,
          maxTableElements,
          maxCallDepth,
          maxStackValues,
          maxInstances,
          maxModuleBytes,
          maxFunctions,
          maxLocals,
          maxOperands,
          maxArrayLength,
          maxObjectBytes);
    }

    /** What there is in all if the JVM has chosen its heap itself, but room for some stores. */
    private static long jvmPages(long storePages) {
      long fourHeaps = Runtime.getRuntime().maxMemory() / MemoryType.PAGE_SIZE * 4;
      long fourStores = Math.min(storePages, MOST_PAGES / 4) * 4;
      return Math.min(Math.max(fourHeaps, fourStores), MOST_PAGES);
    }
  }
}
