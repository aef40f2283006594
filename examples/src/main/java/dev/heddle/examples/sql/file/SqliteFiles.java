package dev.heddle.examples.sql.file;

import io.vertx.core.Future;

/**
 * The disk as a database sees it: its own files by name, and private temporary ones.
 *
 * <p>Names come from the guest and are not to be trusted: SQL can name any file ({@code ATTACH},
 * {@code VACUUM INTO}). An implementation fails what is not the database's own.
 *
 * <p>Every method returns at once and may be called on any thread; failures are as in {@link
 * SqliteFile}.
 */
public interface SqliteFiles {

  /** Opens a file. */
  Future<SqliteFile> open(String name, OpenMode mode);

  /** Makes a file that nobody else sees, and that is gone when it is closed. */
  Future<SqliteFile> openTemporary();

  /**
   * Removes a file.
   *
   * @param durable whether to complete only when the removal is on stable storage
   * @return false if there was none
   */
  Future<Boolean> delete(String name, boolean durable);

  /** Whether there is such a file. */
  Future<Boolean> exists(String name);

  /** Whether there is such a file that may be read and written. */
  Future<Boolean> writable(String name);
}
