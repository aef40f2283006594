package dev.heddle.examples.sql.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class VertxFilesTest {

  private static final OpenMode CREATE = new OpenMode(true, true, false, false);
  private static final OpenMode READ_ONLY = new OpenMode(false, false, false, false);

  @TempDir Path directory;
  private VertxFiles files;

  @BeforeEach
  void open(Vertx vertx) throws IOException {
    files = VertxFiles.of(vertx, directory.resolve("shop.db"));
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  @Test
  void aFileHoldsWhatWasWritten() throws Exception {
    byte[] expected = new byte[50_000];
    SqliteFile file = await(files.open("shop.db", CREATE));
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      byte[] part = new byte[random.nextInt(5_000)];
      random.nextBytes(part);
      int offset = random.nextInt(expected.length - part.length);
      System.arraycopy(part, 0, expected, offset, part.length);
      await(file.write(offset, Buffer.buffer(part)));
    }
    await(file.write(expected.length - 1, Buffer.buffer(new byte[] {9})));
    expected[expected.length - 1] = 9;
    await(file.sync());
    assertThat(await(file.size())).isEqualTo(expected.length);
    assertThat(await(file.read(0, expected.length)).getBytes()).isEqualTo(expected);
    assertThat(Files.readAllBytes(directory.resolve("shop.db"))).isEqualTo(expected);
    await(file.close());
  }

  @Test
  void readingStopsWhereTheFileEnds() throws Exception {
    SqliteFile file = await(files.open("shop.db", CREATE));
    await(file.write(0, Buffer.buffer("abc")));
    assertThat(await(file.read(1, 10)).toString()).isEqualTo("bc");
    assertThat(await(file.read(3, 10)).length()).isZero();
    assertThat(await(file.read(1_000_000, 10)).length()).isZero();
    await(file.close());
  }

  @Test
  void truncatingMakesAFileShorterOrLonger() throws Exception {
    SqliteFile file = await(files.open("shop.db-journal", CREATE));
    await(file.write(0, Buffer.buffer("abcdef")));
    await(file.truncate(2));
    assertThat(await(file.size())).isEqualTo(2);
    await(file.truncate(4));
    assertThat(await(file.read(0, 10)).getBytes()).isEqualTo(new byte[] {'a', 'b', 0, 0});
    await(file.close());
    assertThat(Files.size(directory.resolve("shop.db-journal"))).isEqualTo(4);
  }

  @Test
  void deletingTellsWhetherThereWasAFile() throws Exception {
    await(await(files.open("shop.db-journal", CREATE)).close());
    assertThat(await(files.exists("shop.db-journal"))).isTrue();
    assertThat(await(files.writable("shop.db-journal"))).isTrue();
    assertThat(await(files.delete("shop.db-journal", true))).isTrue();
    assertThat(await(files.delete("shop.db-journal", true))).isFalse();
    assertThat(await(files.exists("shop.db-journal"))).isFalse();
    assertThat(await(files.writable("shop.db-journal"))).isFalse();
  }

  @Test
  void aTemporaryFileIsGoneWhenItIsClosed() throws Exception {
    SqliteFile file = await(files.openTemporary());
    await(file.write(0, Buffer.buffer("abc")));
    await(file.truncate(1));
    assertThat(await(file.read(0, 9)).toString()).isEqualTo("a");
    await(file.close());
    assertThatThrownBy(() -> await(file.read(0, 9))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFileThatMustBeNewIsRefusedIfItExists() throws Exception {
    OpenMode exclusive = new OpenMode(true, true, true, false);
    await(await(files.open("shop.db-journal", exclusive)).close());
    assertThatThrownBy(() -> await(files.open("shop.db-journal", exclusive)))
        .hasMessageContaining("shop.db-journal");
  }

  @Test
  void aFileThatIsOnlyToBeReadIsNotMade() {
    assertThatThrownBy(() -> await(files.open("shop.db", READ_ONLY)))
        .hasMessageContaining("shop.db");
    assertThat(directory.resolve("shop.db")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other.db",
        "shop.dbx",
        "shop.db-old",
        "shop.db-old-journal",
        "/etc/passwd",
        "../shop.db",
        "shop.db-/../../escaped",
        "shop.db-\\..\\escaped",
        ""
      })
  void onlyTheDatabasesOwnFilesCanBeReached(String name) throws Exception {
    assertThatThrownBy(() -> await(files.open(name, CREATE)))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("shop.db");
    assertThatThrownBy(() -> await(files.delete(name, false)))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(await(files.exists(name))).isFalse();
    assertThat(await(files.writable(name))).isFalse();
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whereVertxIsClosedEveryOperationFailsAndNoneIsWaitedForInVain() throws Exception {
    Vertx closed = Vertx.vertx();
    VertxFiles orphaned = VertxFiles.of(closed, directory.resolve("shop.db"));
    await(closed.close());
    assertThatThrownBy(() -> await(orphaned.open("shop.db", CREATE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Vert.x is closed")
        .hasMessageContaining("shop.db");
    assertThatThrownBy(() -> await(orphaned.delete("shop.db", true)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Vert.x is closed");
  }

  @Test
  void handlesOnOneFileShareItsLocks() throws Exception {
    SqliteFile a = await(files.open("shop.db", CREATE));
    SqliteFile b = await(files.open("shop.db", CREATE));
    assertThat(await(a.lock(LockLevel.SHARED))).isTrue();
    assertThat(await(a.lock(LockLevel.EXCLUSIVE))).isTrue();
    assertThat(await(b.lock(LockLevel.SHARED))).isFalse();
    await(a.close());
    assertThat(await(b.lock(LockLevel.SHARED))).isTrue();
    await(b.close());
  }

  @Test
  void itAllHappensOnOneContextWhicheverThreadAsks(Vertx vertx) throws Exception {
    SqliteFile file = await(files.open("shop.db", CREATE));
    List<Thread> eventLoops = new java.util.concurrent.CopyOnWriteArrayList<>();
    for (int i = 0; i < 20; i++) {
      Thread.ofVirtual()
          .start(() ->
              file.write(0, Buffer.buffer("x"))
                  .compose(done -> file.size())
                  .compose(size -> file.sync())
                  .onComplete(done -> eventLoops.add(Thread.currentThread())))
          .join();
    }
    await(file.sync());
    while (eventLoops.size() < 20) {
      Thread.onSpinWait();
    }
    assertThat(eventLoops).containsOnly(eventLoops.getFirst());
    await(file.close());
  }
}
