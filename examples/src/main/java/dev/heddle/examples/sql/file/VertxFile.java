package dev.heddle.examples.sql.file;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One open file on the real disk.
 *
 * <p>Reading, writing, syncing and closing are {@link AsyncFile}'s. Its {@code flush} is {@code
 * FileChannel.force(false)}, which is fdatasync on Linux (the size is covered) and F_FULLFSYNC on
 * macOS: what SQLite wants of a sync. It cannot truncate, and Vert.x's {@code FileSystem.truncate}
 * opens and closes the file, at which POSIX drops all locks on it: a second descriptor is kept for
 * that.
 */
final class VertxFile implements SqliteFile {

  private final VertxFiles files;
  private final Path path;
  private final AsyncFile file;
  private final OpenMode mode;
  private final FileLocks.@Nullable Handle locks;

  private volatile boolean directoryToSync;
  private volatile @Nullable RandomAccessFile truncating;

  /**
   * Takes over an open file.
   *
   * @param mode how it was opened
   * @param locks null for a file that nobody locks
   */
  VertxFile(
      VertxFiles files,
      Path path,
      AsyncFile file,
      OpenMode mode,
      FileLocks.@Nullable Handle locks) {
    this.files = files;
    this.path = path;
    this.file = file;
    this.mode = mode;
    this.directoryToSync = mode.create();
    this.locks = locks;
  }

  @Override
  public boolean writable() {
    return mode.writable();
  }

  @Override
  public Future<Buffer> read(long offset, int length) {
    return file.read(Buffer.buffer(length), 0, offset, length);
  }

  @Override
  public Future<Void> write(long offset, Buffer bytes) {
    return file.write(bytes, offset);
  }

  @Override
  public Future<Void> truncate(long size) {
    return files.blocking(() -> {
      RandomAccessFile open = truncating;
      if (open == null) {
        open = new RandomAccessFile(path.toFile(), "rw");
        truncating = open;
      }
      open.setLength(size);
      return null;
    });
  }

  @Override
  public Future<Void> sync() {
    Future<Void> flushed = file.flush();
    if (!directoryToSync) {
      return flushed;
    }
    return flushed.compose(ignored ->
        files.blocking(() -> {
          files.syncDirectory();
          directoryToSync = false;
          return null;
        }));
  }

  @Override
  public Future<Long> size() {
    return files.blocking(file::sizeBlocking);
  }

  @Override
  public Future<Boolean> lock(LockLevel level) {
    return files.blocking(() -> lockable().lock(level));
  }

  @Override
  public Future<Void> unlock(LockLevel level) {
    return files.blocking(() -> {
      lockable().unlock(level);
      return null;
    });
  }

  @Override
  public Future<Boolean> reserved() {
    return files.blocking(() -> lockable().reserved());
  }

  private FileLocks.Handle lockable() {
    FileLocks.Handle handle = locks;
    if (handle == null) {
      throw new IllegalStateException(path + " is not the database: nobody locks it");
    }
    return handle;
  }

  @Override
  public Future<Void> close() {
    FileLocks.Handle handle = locks;
    if (handle == null) {
      return closeDescriptors();
    }
    Promise<Void> left = Promise.promise();
    return files
        .blocking(
            () -> handle.close(() -> closeDescriptors().onComplete(any -> leave(handle, left))))
        .compose(closing -> closing ? left.future() : Future.succeededFuture());
  }

  private void leave(FileLocks.Handle handle, Promise<Void> left) {
    files
        .<@Nullable Void>blocking(() -> {
          handle.closed();
          return null;
        })
        .onComplete(left);
  }

  private Future<Void> closeDescriptors() {
    Future<Void> closed = file.close();
    if (truncating == null && !mode.deleteOnClose()) {
      return closed;
    }
    return closed.eventually(() ->
        files.blocking(() -> {
          closeTruncating();
          if (mode.deleteOnClose()) {
            Files.deleteIfExists(path);
          }
          return null;
        }));
  }

  private void closeTruncating() throws IOException {
    RandomAccessFile open = truncating;
    truncating = null;
    if (open != null) {
      open.close();
    }
  }
}
