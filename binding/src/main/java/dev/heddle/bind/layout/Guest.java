package dev.heddle.bind.layout;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import org.jspecify.annotations.Nullable;

/** The memory of an instance and what allocates in it. Used by the thread of a call alone. */
public final class Guest {

  private final Instance instance;
  private final boolean wide;
  private final long limit;
  private final @Nullable Memory memory;
  private final @Nullable Allocator allocator;

  /**
   * The guest of an instance.
   *
   * @param wide whether its addresses have 64 bits
   * @param limit how many bytes of Java's heap what one call hands over may take, about
   */
  public Guest(Instance instance, boolean wide, long limit) {
    this.instance = instance;
    this.wide = wide;
    this.limit = limit;
    Memory main = mainMemory(instance);
    this.memory = main;
    this.allocator =
        main == null
            ? null
            : AllocatorStyle.of(instance.module(), wide)
                .map(style -> new Allocator(style, instance, main, wide))
                .orElse(null);
  }

  /** As host functions are given it: the first that is exported, or else the first. */
  private static @Nullable Memory mainMemory(Instance instance) {
    for (ExternValue value : instance.exports().values()) {
      if (value instanceof Memory exported) {
        return exported;
      }
    }
    return instance.module().memories().isEmpty() ? null : instance.memory(0);
  }

  /** Whose it is. */
  public Instance instance() {
    return instance;
  }

  boolean wide() {
    return wide;
  }

  long limit() {
    return limit;
  }

  Memory memory() {
    if (memory == null) {
      throw new AssertionError("a module without memory is refused when it is bound");
    }
    return memory;
  }

  Allocator allocator() {
    if (allocator == null) {
      throw new AssertionError("a module without allocator is refused when it is bound");
    }
    return allocator;
  }

  /** Whether arguments are the host's to free when the call has ended. */
  boolean lends() {
    return allocator != null && allocator.lends();
  }
}
