package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.vertx.VertxCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CancellationTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @TempDir Path directory = Path.of("");

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  private User user(User.Place place) {
    return User.at(
        place,
        VERTX,
        grants -> grants.files(new FilesGrant(directory.toString()).setReadOnly(false)));
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void whoeverIsCancelledWhereverLeavesNoFileOpen(User.Place place) throws IOException {
    assumeTrue(Files.exists(DESCRIPTORS));
    Files.writeString(directory.resolve("large"), "x".repeat(20_000));
    User user = user(place);
    Random random = new Random(place.ordinal());
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      VertxCall<User.Answer> call = await(user.cancellable("copy", "large\ncopy" + i));
      ends.add(call.future().otherwiseEmpty());
      for (int turns = random.nextInt(30); turns > 0; turns--) {
        await(VERTX.fileSystem().exists("nothing"));
      }
      call.cancel();
    }
    await(Future.all(ends));

    assertNothingIsOpen();
    assertThat(user.result("copy", "large\nanother")).isEqualTo(20_000);
  }

  @Test
  void whatACallHasOpenIsClosedAtItsEnd() throws IOException {
    assumeTrue(Files.exists(DESCRIPTORS));
    Files.writeString(directory.resolve("file"), "x");

    assertThat(user(User.Place.EVENT_LOOP).result("open_many", "file", 10)).isEqualTo(10);

    assertNothingIsOpen();
  }

  /** Files are closed by worker threads, which may take a moment. */
  private void assertNothingIsOpen() throws IOException {
    for (int attempts = 0; attempts < 1_000 && !open().isEmpty(); attempts++) {
      await(VERTX.timer(1));
    }
    assertThat(open()).isEmpty();
  }

  private List<String> open() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.map(CancellationTest::target)
          .filter(file -> file.startsWith(directory.toString() + "/"))
          .toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
