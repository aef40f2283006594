package dev.heddle.examples.sql;

import dev.heddle.examples.sql.file.SqliteFile;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The files that a guest has open, by the numbers that it knows them by. Thread-safe. */
final class FileHandles {

  private final List<@Nullable SqliteFile> files = new ArrayList<>();

  /** Gives an open file its number. */
  synchronized int enter(SqliteFile file) {
    int free = files.indexOf(null);
    if (free >= 0) {
      files.set(free, file);
      return free;
    }
    files.add(file);
    return files.size() - 1;
  }

  /**
   * The file of this number.
   *
   * @throws IllegalArgumentException if there is none
   */
  synchronized SqliteFile get(int handle) {
    SqliteFile file = handle >= 0 && handle < files.size() ? files.get(handle) : null;
    if (file == null) {
      throw new IllegalArgumentException("no file is open as number " + handle);
    }
    return file;
  }

  /** Takes back a number, and gives the file that had it. Throws as {@link #get} does. */
  synchronized SqliteFile leave(int handle) {
    SqliteFile file = get(handle);
    files.set(handle, null);
    return file;
  }

  /** Closes what is open, and takes back all numbers. Fails if a file could not be closed. */
  Future<Void> closeAll() {
    List<SqliteFile> open;
    synchronized (this) {
      open = files.stream().filter(Objects::nonNull).toList();
      files.clear();
    }
    return Future.join(open.stream().map(SqliteFile::close).toList()).mapEmpty();
  }
}
