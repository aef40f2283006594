package dev.heddle.wasm.runtime;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file whose private mappings are memory that starts with what is in the file, and goes on with
 * zeros: behind its content it is a hole.
 *
 * <p>What is written to such a mapping stays in it, so that all share the one file. It is in a
 * folder for temporary files, but has no name there: it is gone with the process, however that
 * ends. Not in one that is itself in memory, where even a hole takes room once it is read, and
 * where there may be too little of it. The JVM closes it when nobody refers to it. Thread-safe.
 */
final class PrivateFile {

  /** The one that is nothing but a hole, whose mappings are zeroed memory. */
  static final PrivateFile ZEROS = new PrivateFile("zero", null);

  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.SPARSE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  private static boolean unavailable;

  private final String suffix;
  private final @Nullable MemorySegment content;
  private @Nullable FileChannel open;

  /**
   * A file that is made when it is first mapped.
   *
   * @param content what is in it, not to be changed any more; null for nothing
   */
  PrivateFile(String suffix, @Nullable MemorySegment content) {
    this.suffix = suffix;
    this.content = content;
  }

  /**
   * Memory that lives as long as the arena.
   *
   * @throws IOException if it cannot be had
   */
  MemorySegment map(long bytes, Arena arena) throws IOException {
    return map(new OfArena(bytes, arena));
  }

  /**
   * Memory that lives as long as somebody refers to the buffer or to a part of it.
   *
   * @throws IOException if it cannot be had
   */
  ByteBuffer map(int bytes) throws IOException {
    return map(new OfBuffer(bytes));
  }

  /**
   * A way to map; classes, as lambdas would make the first memory of a JVM wait for their linkage.
   */
  private sealed interface Mapper<T> {
    T map(FileChannel channel) throws IOException;
  }

  private record OfArena(long bytes, Arena arena) implements Mapper<MemorySegment> {
    @Override
    public MemorySegment map(FileChannel channel) throws IOException {
      return channel.map(MapMode.PRIVATE, 0, bytes, arena);
    }
  }

  private record OfBuffer(int bytes) implements Mapper<ByteBuffer> {
    @Override
    public ByteBuffer map(FileChannel channel) throws IOException {
      return channel.map(MapMode.PRIVATE, 0, bytes);
    }
  }

  private synchronized <T> T map(Mapper<T> mapper) throws IOException {
    boolean interrupted = false;
    try {
      for (; ; ) {
        // an interrupt closes the channel, but must not fail what does not wait
        interrupted |= Thread.interrupted();
        try {
          return mapper.map(channel());
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

  private FileChannel channel() throws IOException {
    FileChannel channel = open;
    if (channel == null || !channel.isOpen()) {
      channel = create(suffix);
      if (content != null) {
        try (Arena arena = Arena.ofConfined()) {
          channel.map(MapMode.READ_WRITE, 0, content.byteSize(), arena).copyFrom(content);
        }
      }
      open = channel;
    }
    return channel;
  }

  private static synchronized FileChannel create(String suffix) throws IOException {
    if (unavailable) {
      throw new IOException("no folder for it");
    }
    try {
      // it is new or not used, so that others may guess the name: no need to set up SecureRandom
      String name = Long.toHexString(ThreadLocalRandom.current().nextLong());
      Path file = folder().resolve("heddle-" + name + "." + suffix);
      return FileChannel.open(file, OPTIONS, attributes());
    } catch (IOException | UnsupportedOperationException e) {
      unavailable = true;
      throw e;
    }
  }

  private static Path folder() throws IOException {
    for (String name : List.of(System.getProperty("java.io.tmpdir"), "/var/tmp")) {
      Path folder = Path.of(name);
      if (Files.isWritable(folder) && !IN_MEMORY.contains(Files.getFileStore(folder).type())) {
        return folder;
      }
    }
    throw new IOException("no folder for temporary files that is not in memory");
  }

  private static FileAttribute<?>[] attributes() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
