package dev.heddle.examples.sql.file;

import static dev.heddle.examples.sql.file.LockLevel.EXCLUSIVE;
import static dev.heddle.examples.sql.file.LockLevel.NONE;
import static dev.heddle.examples.sql.file.LockLevel.RESERVED;
import static dev.heddle.examples.sql.file.LockLevel.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.sql.file.FileLocks.Handle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void create() throws IOException {
    file = Files.createFile(directory.resolve("test.db"));
  }

  private Handle join() throws IOException {
    return FileLocks.join(file);
  }

  private static void leave(Handle... handles) throws IOException {
    for (Handle handle : handles) {
      handle.close(() -> {
        try {
          handle.closed();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
    }
  }

  @Test
  void manyMayReadAndOneOfThemMayPrepareToWrite() throws IOException {
    Handle a = join();
    Handle b = join();
    Handle c = join();
    assertThat(a.lock(SHARED)).isTrue();
    assertThat(b.lock(SHARED)).isTrue();
    assertThat(a.reserved()).isFalse();
    assertThat(a.lock(RESERVED)).isTrue();
    assertThat(b.reserved()).isTrue();
    assertThat(b.lock(RESERVED)).isFalse();
    assertThat(c.lock(SHARED)).as("readers may still come").isTrue();
    leave(a, b, c);
  }

  @Test
  void aWriterWaitsForReadersToLeaveAndKeepsNewOnesOut() throws IOException {
    Handle writer = join();
    Handle reader = join();
    Handle late = join();
    assertThat(reader.lock(SHARED)).isTrue();
    assertThat(writer.lock(SHARED)).isTrue();
    assertThat(writer.lock(RESERVED)).isTrue();
    assertThat(writer.lock(EXCLUSIVE)).as("a reader is there").isFalse();
    assertThat(late.lock(SHARED)).as("a writer is waiting").isFalse();
    assertThat(reader.lock(SHARED)).as("has it already").isTrue();
    reader.unlock(NONE);
    assertThat(writer.lock(EXCLUSIVE)).isTrue();
    assertThat(late.lock(SHARED)).isFalse();
    writer.unlock(SHARED);
    assertThat(late.lock(SHARED)).isTrue();
    leave(writer, reader, late);
  }

  @Test
  void aWriterThatGivesUpLetsReadersInAgain() throws IOException {
    Handle writer = join();
    Handle reader = join();
    Handle late = join();
    assertThat(reader.lock(SHARED)).isTrue();
    assertThat(writer.lock(SHARED)).isTrue();
    assertThat(writer.lock(EXCLUSIVE)).isFalse();
    writer.unlock(SHARED);
    assertThat(late.lock(SHARED)).isTrue();
    assertThat(late.reserved()).isFalse();
    leave(writer, reader, late);
  }

  @Test
  void whatIsHeldAlreadyIsGrantedAndWhatIsNotIsGivenUpWithoutAWord() throws IOException {
    Handle handle = join();
    handle.unlock(NONE);
    assertThat(handle.lock(SHARED)).isTrue();
    assertThat(handle.lock(EXCLUSIVE)).isTrue();
    assertThat(handle.lock(RESERVED)).isTrue();
    assertThat(handle.lock(SHARED)).isTrue();
    handle.unlock(NONE);
    handle.unlock(SHARED);
    Handle other = join();
    assertThat(other.lock(SHARED)).isTrue();
    assertThat(other.lock(EXCLUSIVE)).isTrue();
    leave(handle, other);
  }

  @Test
  void twoNamesOfOneFileAreOneFile() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);
    Handle a = join();
    Handle b = FileLocks.join(link);
    assertThat(a.lock(SHARED)).isTrue();
    assertThat(a.lock(EXCLUSIVE)).isTrue();
    assertThat(b.lock(SHARED)).isFalse();
    leave(a, b);
  }

  @Test
  void descriptorsAreClosedOnlyWhileNobodyHasALock() throws IOException {
    Handle a = join();
    Handle b = join();
    assertThat(b.lock(SHARED)).isTrue();
    List<Handle> closing = new ArrayList<>();
    assertThat(a.close(() -> closing.add(a))).isFalse();
    assertThat(closing).as("closing would drop the lock of b").isEmpty();
    b.unlock(NONE);
    assertThat(closing).containsExactly(a);
    assertThat(b.lock(SHARED)).as("being closed").isFalse();
    a.closed();
    assertThat(b.lock(SHARED)).isTrue();
    leave(b);
  }

  @Test
  void writersAndReadersOnManyThreadsNeverMeet() throws Exception {
    AtomicInteger readers = new AtomicInteger();
    AtomicInteger writers = new AtomicInteger();
    AtomicInteger writes = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      Random random = new Random(t);
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, failure) -> {
                synchronized (failures) {
                  failures.add(failure);
                }
              })
              .start(() -> {
                try {
                  work(random, readers, writers, writes);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(writes).hasPositiveValue();
  }

  private void work(
      Random random, AtomicInteger readers, AtomicInteger writers, AtomicInteger writes)
      throws IOException {
    Handle handle = join();
    for (int i = 0; i < 2_000; i++) {
      if (random.nextInt(20) == 0) {
        leave(handle);
        handle = join();
      }
      if (!handle.lock(SHARED)) {
        continue;
      }
      readers.incrementAndGet();
      assertThat(writers).hasValue(0);
      if (random.nextInt(3) == 0 && handle.lock(RESERVED) && handle.lock(EXCLUSIVE)) {
        assertThat(writers.incrementAndGet()).isEqualTo(1);
        assertThat(readers).hasValue(1);
        writes.incrementAndGet();
        writers.decrementAndGet();
      }
      readers.decrementAndGet();
      handle.unlock(NONE);
    }
    leave(handle);
  }
}
