package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.vertx.abi.CapabilityError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static final int CREATE = 1 | 2;
  private static final int CREATE_NEW = 1 | 2 | 4;

  @TempDir Path parent = Path.of("");
  private Path directory = Path.of("");

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(parent.resolve("granted"));
    Files.writeString(parent.resolve("secret"), "not for guests");
    Files.writeString(directory.resolve("greeting"), "hello, ".repeat(1_000));
  }

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  private User user(boolean readOnly) {
    return user(User.Place.EVENT_LOOP, readOnly);
  }

  private User user(User.Place place, boolean readOnly) {
    return User.at(
        place,
        VERTX,
        grants ->
            grants.files(
                new FilesGrant(directory.toString())
                    .setReadOnly(readOnly)
                    .setMaxOpenFiles(5)
                    .setMaxFileBytes(10_000)));
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void filesAreCopiedByManyAtOnce(User.Place place) throws IOException {
    User user = user(place, false);

    List<Future<User.Answer>> copies =
        IntStream.range(0, 20).mapToObj(i -> user.start("copy", "greeting\ncopy" + i)).toList();
    await(Future.all(copies));

    assertThat(copies).allMatch(copy -> copy.result().result() == 7_000);
    for (int i = 0; i < 20; i++) {
      assertThat(directory.resolve("copy" + i))
          .hasSameTextualContentAs(directory.resolve("greeting"));
    }
  }

  @Test
  void whatDoesNotFitIsAskedForAfterwards() throws IOException {
    Files.writeString(
        directory.resolve("sentence"), "all good things come in threes, or so they say");

    assertThat(user(true).call("load", "sentence"))
        .isEqualTo(new User.Answer(46, "all good things come in threes, or so they say"));
  }

  @Test
  void directoriesAreListedMadeAndRemoved() {
    User user = user(false);
    assertThat(user.result("change", "more", 3)).isZero();
    assertThat(user.result("change", "more", 3)).isEqualTo(CapabilityError.EXISTS.code());
    assertThat(user.result("change", "more", 0)).isEqualTo(2);
    assertThat(user.result("open_file", "more/file", CREATE)).isPositive();
    assertThat(user.result("change", "more/file", 0)).isEqualTo(1);
    assertThat(user.result("change", "more/file\ngreeting", 2)).isZero();
    assertThat(user.call("load", "greeting").output()).isEmpty();
    assertThat(user.call("list", ".").output().split("\0"))
        .containsExactlyInAnyOrder("greeting", "more");
    assertThat(user.result("change", "more", 1)).isZero();
    assertThat(directory.resolve("more")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "..",
        "a/../../secret",
        "/etc/passwd",
        "link",
        "link/x",
        "linked/secret",
        "dangling",
        "greeting/.."
      })
  void noPathLeadsOut(String path) throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), parent.resolve("secret"));
    Files.createSymbolicLink(directory.resolve("linked"), parent);
    Files.createSymbolicLink(directory.resolve("dangling"), parent.resolve("made"));
    User user = user(false);

    assertThat(user.result("open_file", path, 0)).isEqualTo(CapabilityError.DENIED.code());
    assertThat(user.result("open_file", path, CREATE)).isEqualTo(CapabilityError.DENIED.code());
    assertThat(user.result("load", path)).isEqualTo(CapabilityError.DENIED.code());
    assertThat(user.result("list", path)).isEqualTo(CapabilityError.DENIED.code());
    for (int how = 0; how < 4; how++) {
      assertThat(user.result("change", path + "\n" + path, how))
          .isEqualTo(CapabilityError.DENIED.code());
    }
    assertThat(parent.resolve("secret")).hasContent("not for guests");
    assertThat(parent.resolve("made")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a//b", "./greeting", "a/.", "greeting/"})
  void pathsAreNamesWithSlashesInBetween(String path) {
    assertThat(user(true).result("open_file", path, 0)).isEqualTo(CapabilityError.INVALID.code());
  }

  @Test
  void whatIsToBeReadIsNotChanged() {
    User user = user(true);
    assertThat(user.result("open_file", "greeting", 0)).isPositive();
    assertThat(user.result("open_file", "greeting", 1)).isEqualTo(CapabilityError.DENIED.code());
    for (int how = 1; how < 4; how++) {
      assertThat(user.result("change", "greeting\nx", how))
          .isEqualTo(CapabilityError.DENIED.code());
    }
    assertThat(directory.resolve("greeting")).exists();
  }

  @Test
  void filesAreOpenedInWaysThatMakeSense() throws IOException {
    User user = user(false);
    assertThat(user.result("open_file", "absent", 0)).isEqualTo(CapabilityError.NOT_FOUND.code());
    assertThat(user.result("open_file", "absent/x", CREATE))
        .isEqualTo(CapabilityError.NOT_FOUND.code());
    assertThat(user.result("open_file", "greeting/x", CREATE))
        .isEqualTo(CapabilityError.NOT_FOUND.code());
    assertThat(user.result("open_file", "greeting", CREATE_NEW))
        .isEqualTo(CapabilityError.EXISTS.code());
    assertThat(user.result("open_file", "greeting", 2)).isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("open_file", "greeting", 16)).isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("open_file", ".", 0)).isEqualTo(CapabilityError.INVALID.code());
    new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start().onExit().join();
    assertThat(user.result("open_file", "pipe", 0)).isEqualTo(CapabilityError.INVALID.code());
  }

  @Test
  void thereAreBounds() throws IOException {
    User user = user(false);
    Files.writeString(directory.resolve("large"), "x".repeat(10_001));
    assertThat(user.result("open_many", "greeting", 5)).isEqualTo(5);
    assertThat(user.result("open_many", "greeting", 6)).isEqualTo(CapabilityError.TOO_MANY.code());
    assertThat(user.result("write_at", "new", 9_992L)).isEqualTo(8);
    assertThat(user.result("write_at", "new", 9_993L)).isEqualTo(CapabilityError.TOO_BIG.code());
    assertThat(user.result("write_at", "new", -1L)).isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("load", "large")).isEqualTo(CapabilityError.TOO_BIG.code());
    assertThat(directory.resolve("new")).hasSize(10_000);
  }
}
