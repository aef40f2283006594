package dev.heddle.wasi;

/**
 * How much of the host one guest may take. Immutable.
 *
 * @param maxOpenFiles how many descriptors it may have, standard streams included; default 1,024
 * @param maxBytesWritten how many bytes it may write to files, streams and sockets in its life;
 *     default {@link Long#MAX_VALUE}; more is {@link Errno#DQUOT}
 * @param maxPathBytes how long a path may be, in UTF-8; default 4,096
 * @param maxNameBytes how long a name in a path may be; default 255
 */
public record WasiLimits(
    int maxOpenFiles, long maxBytesWritten, int maxPathBytes, int maxNameBytes) {

  /** The defaults. */
  public static final WasiLimits DEFAULTS = new WasiLimits(1_024, Long.MAX_VALUE, 4_096, 255);

  /** Fails if a limit makes no sense. */
  public WasiLimits {
    atLeast(3, maxOpenFiles, "maxOpenFiles");
    atLeast(0, maxBytesWritten, "maxBytesWritten");
    atLeast(1, maxPathBytes, "maxPathBytes");
    atLeast(1, maxNameBytes, "maxNameBytes");
  }

  private static void atLeast(long least, long found, String name) {
    if (found < least) {
      throw new IllegalArgumentException(
          name + ": expected at least " + least + ", found " + found);
    }
  }

  /** The same with another number of open files. */
  public WasiLimits withMaxOpenFiles(int count) {
    return new WasiLimits(count, maxBytesWritten, maxPathBytes, maxNameBytes);
  }

  /** The same with another number of bytes. */
  public WasiLimits withMaxBytesWritten(long bytes) {
    return new WasiLimits(maxOpenFiles, bytes, maxPathBytes, maxNameBytes);
  }

  /** The same with other lengths of paths and names. */
  public WasiLimits withMaxPath(int pathBytes, int nameBytes) {
    return new WasiLimits(maxOpenFiles, maxBytesWritten, pathBytes, nameBytes);
  }
}
