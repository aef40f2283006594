package dev.heddle.examples.sql.file;

import static dev.heddle.examples.sql.file.LockLevel.EXCLUSIVE;
import static dev.heddle.examples.sql.file.LockLevel.NONE;
import static dev.heddle.examples.sql.file.LockLevel.RESERVED;
import static dev.heddle.examples.sql.file.LockLevel.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.sql.file.FileLocks.Handle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A native SQLite in another process and a handle here see each other's locks. */
class ProcessLocksTest {

  private static final String BUSY = "[SQLITE_BUSY] The database file is locked";

  @TempDir Path directory;

  @Test
  void aHandleHereAndANativeSqliteElsewhereExcludeEachOther() throws Exception {
    Path file = directory.resolve("test.db");
    try (NativeProcess other = new NativeProcess(file)) {
      assertThat(other.run("CREATE TABLE t(a)")).isEqualTo("ok");
      Handle handle = FileLocks.join(file);

      assertThat(handle.lock(SHARED)).isTrue();
      assertThat(other.run("SELECT * FROM t")).isEqualTo("ok");
      assertThat(other.run("INSERT INTO t VALUES (1)")).startsWith(BUSY);
      handle.unlock(NONE);
      assertThat(other.run("INSERT INTO t VALUES (1)")).isEqualTo("ok");

      assertThat(handle.lock(SHARED)).isTrue();
      assertThat(handle.lock(RESERVED)).isTrue();
      assertThat(other.run("SELECT * FROM t")).isEqualTo("ok");
      assertThat(other.run("BEGIN IMMEDIATE")).startsWith(BUSY);

      assertThat(handle.lock(EXCLUSIVE)).isTrue();
      assertThat(other.run("SELECT * FROM t")).startsWith(BUSY);
      handle.unlock(SHARED);
      assertThat(other.run("SELECT * FROM t")).isEqualTo("ok");
      handle.unlock(NONE);

      assertThat(other.run("BEGIN IMMEDIATE")).isEqualTo("ok");
      assertThat(handle.lock(SHARED)).isTrue();
      assertThat(handle.reserved()).isTrue();
      assertThat(handle.lock(RESERVED)).isFalse();
      handle.unlock(NONE);
      assertThat(other.run("COMMIT")).isEqualTo("ok");

      assertThat(other.run("BEGIN EXCLUSIVE")).isEqualTo("ok");
      assertThat(handle.lock(SHARED)).isFalse();
      assertThat(other.run("COMMIT")).isEqualTo("ok");
      assertThat(handle.lock(SHARED)).isTrue();
      assertThat(handle.reserved()).isFalse();

      handle.close(() -> {});
      handle.closed();
    }
  }

  @Test
  void aSecondHandleThatIsClosedDoesNotCostTheFirstItsLock() throws Exception {
    Path file = directory.resolve("test.db");
    try (NativeProcess other = new NativeProcess(file)) {
      assertThat(other.run("CREATE TABLE t(a)")).isEqualTo("ok");
      Handle holder = FileLocks.join(file);
      assertThat(holder.lock(SHARED)).isTrue();
      Handle second = FileLocks.join(file);
      assertThat(second.lock(SHARED)).isTrue();
      assertThat(second.close(() -> {})).isFalse();
      assertThat(other.run("INSERT INTO t VALUES (1)")).startsWith(BUSY);
      holder.unlock(NONE);
      second.closed();
      assertThat(other.run("INSERT INTO t VALUES (1)")).isEqualTo("ok");
      holder.close(() -> {});
      holder.closed();
    }
  }
}
