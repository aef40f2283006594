package dev.heddle.wasi;

import dev.heddle.wasi.memory.MemoryDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A file system in the Java heap, with a bound. All guests that are given the same one see the same
 * files; what they do is done at once, and never suspends them. Thread-safe.
 */
public final class MemoryFileSystem implements WasiFileSystem {

  private final MemoryDirectory root;

  private MemoryFileSystem(long capacity) {
    this.root = MemoryDirectory.root(capacity);
  }

  /**
   * An empty one.
   *
   * @param capacity how many bytes its files, and 256 for each name, may take; more is {@link
   *     Errno#NOSPC}
   */
  public static MemoryFileSystem ofCapacity(long capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity: expected at least 0, found " + capacity);
    }
    return new MemoryFileSystem(capacity);
  }

  /** How many bytes are in use. */
  public long used() {
    return root.used();
  }

  @Override
  public CompletionStage<WasiDirectory> open() {
    return CompletableFuture.completedStage(root);
  }
}
