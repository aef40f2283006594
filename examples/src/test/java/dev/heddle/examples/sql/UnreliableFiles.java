package dev.heddle.examples.sql;

import dev.heddle.examples.sql.file.LockLevel;
import dev.heddle.examples.sql.file.OpenMode;
import dev.heddle.examples.sql.file.SqliteFile;
import dev.heddle.examples.sql.file.SqliteFiles;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A disk before the disk: a test sees every operation, and may let it pass, fail or hang. */
final class UnreliableFiles implements SqliteFiles {

  /** What is asked of the disk. */
  enum Kind {
    OPEN,
    CLOSE,
    READ,
    WRITE,
    TRUNCATE,
    SYNC,
    SIZE,
    LOCK,
    UNLOCK,
    RESERVED,
    DELETE,
    ACCESS;

    /** Whether it changes what is on the disk, or makes it last. */
    boolean isChange() {
      return this == WRITE || this == TRUNCATE || this == SYNC || this == DELETE;
    }
  }

  /**
   * One operation.
   *
   * @param file null unless it is one on an open file
   * @param bytes null unless it is a write
   */
  record Operation(
      Kind kind, String name, @Nullable SqliteFile file, long offset, @Nullable Buffer bytes) {}

  /** Decides what happens to an operation. */
  interface Fate {
    <T> Future<T> of(Operation operation, Supplier<Future<T>> real);
  }

  /** Lets everything pass. */
  static final Fate RELIABLE =
      new Fate() {
        @Override
        public <T> Future<T> of(Operation operation, Supplier<Future<T>> real) {
          return real.get();
        }
      };

  private final SqliteFiles real;
  private volatile Fate fate = RELIABLE;

  UnreliableFiles(SqliteFiles real) {
    this.real = real;
  }

  void fate(Fate fate) {
    this.fate = fate;
  }

  private <T> Future<T> decide(Kind kind, String name, Supplier<Future<T>> operation) {
    return fate.of(new Operation(kind, name, null, 0, null), operation);
  }

  @Override
  public Future<SqliteFile> open(String name, OpenMode mode) {
    return decide(
        Kind.OPEN, name, () -> real.open(name, mode).map(file -> new UnreliableFile(name, file)));
  }

  @Override
  public Future<SqliteFile> openTemporary() {
    return decide(
        Kind.OPEN,
        "temporary",
        () -> real.openTemporary().map(file -> new UnreliableFile("temporary", file)));
  }

  @Override
  public Future<Boolean> delete(String name, boolean durable) {
    return decide(Kind.DELETE, name, () -> real.delete(name, durable));
  }

  @Override
  public Future<Boolean> exists(String name) {
    return decide(Kind.ACCESS, name, () -> real.exists(name));
  }

  @Override
  public Future<Boolean> writable(String name) {
    return decide(Kind.ACCESS, name, () -> real.writable(name));
  }

  private final class UnreliableFile implements SqliteFile {

    private final String name;
    private final SqliteFile file;

    UnreliableFile(String name, SqliteFile file) {
      this.name = name;
      this.file = file;
    }

    private <T> Future<T> decide(Kind kind, Supplier<Future<T>> operation) {
      return fate.of(new Operation(kind, name, file, 0, null), operation);
    }

    @Override
    public boolean writable() {
      return file.writable();
    }

    @Override
    public Future<Buffer> read(long offset, int length) {
      return decide(Kind.READ, () -> file.read(offset, length));
    }

    @Override
    public Future<Void> write(long offset, Buffer bytes) {
      return fate.of(
          new Operation(Kind.WRITE, name, file, offset, bytes), () -> file.write(offset, bytes));
    }

    @Override
    public Future<Void> truncate(long size) {
      return decide(Kind.TRUNCATE, () -> file.truncate(size));
    }

    @Override
    public Future<Void> sync() {
      return decide(Kind.SYNC, file::sync);
    }

    @Override
    public Future<Long> size() {
      return decide(Kind.SIZE, file::size);
    }

    @Override
    public Future<Boolean> lock(LockLevel level) {
      return decide(Kind.LOCK, () -> file.lock(level));
    }

    @Override
    public Future<Void> unlock(LockLevel level) {
      return decide(Kind.UNLOCK, () -> file.unlock(level));
    }

    @Override
    public Future<Boolean> reserved() {
      return decide(Kind.RESERVED, file::reserved);
    }

    @Override
    public Future<Void> close() {
      return decide(Kind.CLOSE, file::close);
    }
  }
}
