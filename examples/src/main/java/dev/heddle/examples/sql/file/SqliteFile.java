package dev.heddle.examples.sql.file;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * One open file of a database.
 *
 * <p>Every method returns at once. SQLite starts an operation only when the one before has
 * completed; any thread may start it. An operation that cannot be done fails its future, with an
 * {@link java.io.IOException} or Vert.x's exception around it.
 */
public interface SqliteFile {

  /** Whether it could be opened for writing. */
  boolean writable();

  /** Reads bytes, fewer than {@code length} only where the file ends. */
  Future<Buffer> read(long offset, int length);

  /** Writes all of the bytes, extending the file if need be. */
  Future<Void> write(long offset, Buffer bytes);

  /** Makes the file {@code size} bytes long. */
  Future<Void> truncate(long size);

  /**
   * Completes when everything written, the file's size and the directory's entry of a new file are
   * on stable storage.
   */
  Future<Void> sync();

  /** The size in bytes. */
  Future<Long> size();

  /**
   * Raises the lock, or leaves it if it is as firm already.
   *
   * @param level SHARED, RESERVED or EXCLUSIVE
   * @return false, at once, if somebody else is in the way. Asking for EXCLUSIVE in vain may leave
   *     PENDING behind, so that readers come to an end
   */
  Future<Boolean> lock(LockLevel level);

  /** Lowers the lock to SHARED or NONE, or leaves it if it is as low already. */
  Future<Void> unlock(LockLevel level);

  /** Whether anybody, this one included, holds RESERVED or a firmer lock. */
  Future<Boolean> reserved();

  /** Gives up the lock and closes the file; it is not to be used any more, even if this fails. */
  Future<Void> close();
}
