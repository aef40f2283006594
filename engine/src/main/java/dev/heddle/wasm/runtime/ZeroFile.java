package dev.heddle.wasm.runtime;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystems;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file of nothing but a hole, whose private mappings are zeroed memory.
 *
 * <p>What is written to such a mapping stays in it, so that all share the one file. It is in the
 * folder for temporary files, but has no name there: it is gone with the process, however that
 * ends. Thread-safe.
 */
final class ZeroFile {

  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.SPARSE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private static @Nullable FileChannel open;

  private ZeroFile() {}

  /**
   * Zeroed memory that lives as long as the arena.
   *
   * @throws IOException if it cannot be had
   */
  static synchronized MemorySegment map(long bytes, Arena arena) throws IOException {
    boolean interrupted = false;
    try {
      for (; ; ) {
        // an interrupt closes the channel, but must not fail what does not wait
        interrupted |= Thread.interrupted();
        try {
          return channel().map(MapMode.PRIVATE, 0, bytes, arena);
        } catch (ClosedByInterruptException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static FileChannel channel() throws IOException {
    FileChannel channel = open;
    if (channel == null || !channel.isOpen()) {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"));
      Path file = folder.resolve("heddle-" + UUID.randomUUID() + ".zero");
      channel = FileChannel.open(file, OPTIONS, attributes());
      open = channel;
    }
    return channel;
  }

  private static FileAttribute<?>[] attributes() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
