package dev.heddle.wasi.memory;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.time.SystemClock;
import java.util.concurrent.atomic.AtomicLong;

/** What the files of one file system in memory share: room, numbers, and a lock. */
final class Volume {

  private static final AtomicLong DEVICES = new AtomicLong();

  /** What a name, and what it stands for, takes besides its content. */
  static final int NODE_BYTES = 256;

  final long device = DEVICES.incrementAndGet();
  private final long capacity;
  private long used;
  private long inodes;

  Volume(long capacity) {
    this.capacity = capacity;
  }

  /** Takes room. */
  void take(long bytes) {
    if (bytes > capacity - used) {
      throw new WasiException(
          Errno.NOSPC, bytes + " bytes more, where " + used + " of " + capacity + " are in use");
    }
    used += bytes;
  }

  /** Gives room back. */
  void give(long bytes) {
    used -= bytes;
  }

  long used() {
    return used;
  }

  long nextInode() {
    return ++inodes;
  }

  long now() {
    return SystemClock.INSTANCE.realtime();
  }
}
