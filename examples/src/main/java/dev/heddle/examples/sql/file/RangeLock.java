package dev.heddle.examples.sql.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import org.jspecify.annotations.Nullable;

/** The operating system's lock on one range of bytes, held or not. Not thread-safe. */
final class RangeLock {

  private final long position;
  private final long size;
  private @Nullable FileLock held;

  RangeLock(long position, long size) {
    this.position = position;
    this.size = size;
  }

  /** Locks the range, which must not be locked; false if somebody else has it. */
  boolean acquire(FileChannel channel, boolean shared) throws IOException {
    if (held != null) {
      throw new IllegalStateException(
          "range " + position + "+" + size + " is locked already: " + held);
    }
    try {
      held = channel.tryLock(position, size, shared);
    } catch (OverlappingFileLockException e) {
      return false; // Code of this JVM that is not ours has it.
    }
    return held != null;
  }

  /** Unlocks the range if it is locked. */
  void release() throws IOException {
    FileLock lock = held;
    held = null;
    if (lock != null) {
      lock.release();
    }
  }
}
