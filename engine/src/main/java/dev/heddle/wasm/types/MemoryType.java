package dev.heddle.wasm.types;

import java.util.OptionalLong;

/**
 * The type of a linear memory. Source: core specification, section 2.3.15 (memory types).
 *
 * @param minimum the size at the start, in pages of 64 KiB
 * @param maximum the size it may grow to, in pages; without it only the embedder's limit holds
 */
public record MemoryType(long minimum, OptionalLong maximum) implements ExternType {

  /** The size of a page in bytes. */
  public static final int PAGE_SIZE = 65_536;

  /** The memory type that starts with {@code minimum} pages and has no maximum of its own. */
  public static MemoryType of(long minimum) {
    return new MemoryType(minimum, OptionalLong.empty());
  }

  /** The memory type that starts with {@code minimum} pages and may grow to {@code maximum}. */
  public static MemoryType of(long minimum, long maximum) {
    return new MemoryType(minimum, OptionalLong.of(maximum));
  }

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public String toString() {
    return "memory " + minimum + (maximum.isPresent() ? " " + maximum.getAsLong() : "");
  }
}
