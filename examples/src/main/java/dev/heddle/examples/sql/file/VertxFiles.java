package dev.heddle.examples.sql.file;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one database on the real disk, by way of Vert.x: {@link AsyncFile} for what it can
 * do, Vert.x's worker threads for the rest (locks, truncation, removal).
 *
 * <p>Only the database itself and its journals beside it ({@code shop.db-journal}) can be opened,
 * whatever SQL may ask for; and no database can be opened whose name is that of another's journal.
 *
 * <p>Thread-safe. All of it happens on the context that was current when it was made, so that the
 * virtual threads that call it do not each get a context of their own from Vert.x.
 */
public final class VertxFiles implements SqliteFiles {

  private final Vertx vertx;
  private final Context home;
  private final FileNames names;
  private final Path directory;

  private VertxFiles(Vertx vertx, FileNames names, Path directory) {
    this.vertx = vertx;
    this.home = vertx.getOrCreateContext();
    this.names = names;
    this.directory = directory;
  }

  /**
   * The files of the database at {@code file}, which need not exist yet. Blocks: links are
   * followed.
   *
   * @throws IllegalArgumentException if the path has no file name; or one that may be another's: a
   *     journal's, a device's of Windows, one that only some systems take for the name of a file
   * @throws IOException if a link cannot be followed
   */
  public static VertxFiles of(Vertx vertx, Path file) throws IOException {
    Objects.requireNonNull(vertx, "vertx");
    FileNames names = FileNames.of(file);
    return new VertxFiles(
        vertx, names, Objects.requireNonNull(names.file().getParent(), "directory"));
  }

  @Override
  public Future<SqliteFile> open(String name, OpenMode mode) {
    return names
        .resolve(name)
        .map(path -> open(path, mode, name.equals(names.given())))
        .orElseGet(() -> foreign(name));
  }

  private Future<SqliteFile> open(Path path, OpenMode mode, boolean lockable) {
    Future<SqliteFile> opened = openAs(path, mode, lockable);
    if (!mode.writable()) {
      return opened;
    }
    OpenMode readOnly = new OpenMode(false, false, false, mode.deleteOnClose());
    return opened.recover(failure ->
        isReadOnly(failure) ? openAs(path, readOnly, lockable) : Future.failedFuture(failure));
  }

  private Future<SqliteFile> openAs(Path path, OpenMode mode, boolean lockable) {
    boolean create = mode.writable() && mode.create();
    OpenOptions options =
        new OpenOptions()
            .setRead(true)
            .setWrite(mode.writable())
            .setCreate(create && !mode.exclusive())
            .setCreateNew(create && mode.exclusive());
    return onHome(() -> vertx.fileSystem().open(path.toString(), options))
        .compose(file -> lockable ? join(path, file, mode) : unlocked(path, file, mode));
  }

  private Future<SqliteFile> unlocked(Path path, AsyncFile file, OpenMode mode) {
    return Future.succeededFuture(new VertxFile(this, path, file, mode, null));
  }

  private Future<SqliteFile> join(Path path, AsyncFile file, OpenMode mode) {
    return blocking(() -> FileLocks.join(path))
        .<SqliteFile>map(locks -> new VertxFile(this, path, file, mode, locks))
        .onFailure(failure -> file.close());
  }

  @Override
  public Future<SqliteFile> openTemporary() {
    return onHome(() -> vertx.fileSystem().createTempFile("sqlite", ".tmp"))
        .compose(name -> openAs(Path.of(name), new OpenMode(true, false, false, true), false));
  }

  @Override
  public Future<Boolean> delete(String name, boolean durable) {
    return names
        .resolve(name)
        .map(path ->
            blocking(() -> {
              boolean existed = Files.deleteIfExists(path);
              if (durable && existed) {
                Directories.sync(directory);
              }
              return existed;
            }))
        .orElseGet(() -> foreign(name));
  }

  @Override
  public Future<Boolean> exists(String name) {
    return names
        .resolve(name)
        .map(path -> onHome(() -> vertx.fileSystem().exists(path.toString())))
        .orElseGet(() -> Future.succeededFuture(false));
  }

  @Override
  public Future<Boolean> writable(String name) {
    return names
        .resolve(name)
        .map(path -> blocking(() -> Files.isReadable(path) && Files.isWritable(path)))
        .orElseGet(() -> Future.succeededFuture(false));
  }

  private <T> Future<T> foreign(String name) {
    return Future.failedFuture(
        new AccessDeniedException(name, null, "not a file of the database " + names.given()));
  }

  private static boolean isReadOnly(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessDeniedException) {
        return true;
      }
      if (cause instanceof NoSuchFileException) {
        return false;
      }
      if (cause instanceof java.nio.file.FileSystemException reason
          && "Read-only file system".equals(reason.getReason())) {
        return true;
      }
    }
    return false;
  }

  /** Runs blocking code on a worker thread. Not ordered: nothing else shall have to wait for it. */
  @SuppressWarnings("NullAway") // Vert.x declares the result nullable, as its code may return null
  <T extends @Nullable Object> Future<T> blocking(Callable<T> code) {
    try {
      return home.executeBlocking(code, false);
    } catch (RejectedExecutionException closed) {
      return Future.failedFuture(closed(closed));
    }
  }

  /** Starts an operation on the home context, where what it opens will live. */
  private <T> Future<T> onHome(Supplier<Future<T>> operation) {
    Promise<T> outcome = Promise.promise();
    try {
      home.runOnContext(ignored -> {
        try {
          operation.get().onComplete(outcome);
        } catch (Throwable failure) {
          outcome.tryFail(failure);
        }
      });
    } catch (RejectedExecutionException closed) {
      outcome.fail(closed(closed));
    }
    return outcome.future();
  }

  private IOException closed(RejectedExecutionException cause) {
    return new IOException("Vert.x is closed: no more of the files of " + names.given(), cause);
  }

  /** Syncs the directory of the database. */
  void syncDirectory() throws IOException {
    Directories.sync(directory);
  }
}
