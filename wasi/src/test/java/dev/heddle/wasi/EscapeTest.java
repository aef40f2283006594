package dev.heddle.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A guest does not get out of the directory that it was given, in whatever way it tries. */
class EscapeTest {

  private static final String SECRET = "secret";

  @TempDir Path outside = Path.of("");

  private Path inside = Path.of("");
  private Probe guest = Probe.of(Wasi.builder());

  @BeforeEach
  void prepare() throws Exception {
    Files.writeString(outside.resolve("secret.txt"), SECRET);
    inside = Files.createDirectories(outside.resolve("inside"));
    Files.createDirectories(inside.resolve("a/b"));
    Files.writeString(inside.resolve("a/file"), "own");
    // what the host itself has put there
    Files.createSymbolicLink(inside.resolve("absolute"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(inside.resolve("relative"), Path.of("../secret.txt"));
    Files.createSymbolicLink(inside.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(inside.resolve("root"), Path.of("/"));
    Files.createSymbolicLink(inside.resolve("a/b/far"), Path.of("../../../secret.txt"));
    Files.createSymbolicLink(inside.resolve("chain"), Path.of("a/b/far"));
    Files.createSymbolicLink(inside.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(inside.resolve("ping"), Path.of("pong"));
    Files.createSymbolicLink(inside.resolve("pong"), Path.of("ping"));
    Files.createSymbolicLink(inside.resolve("new"), Path.of("../made.txt"));
    guest.close();
    guest = Probe.of(HostFileSystem.of(inside));
  }

  @AfterEach
  void nothingOutsideHasChanged() throws Exception {
    guest.close();
    try (Stream<Path> files = Files.list(outside)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("secret.txt", "inside");
    }
    assertThat(outside.resolve("secret.txt")).hasContent(SECRET);
  }

  static List<String> waysOut() {
    List<String> paths = new ArrayList<>();
    for (String last : List.of("secret.txt", "inside/../secret.txt", "made.txt")) {
      for (String up :
          List.of(
              "../",
              "..//",
              "./../",
              "a/../../",
              "a/b/../../../",
              "a/./b/.././../../",
              "up/",
              "up/inside/../",
              "a/../up/",
              "up/up/",
              "root/../",
              "a/b/../../up/./",
              "up/../",
              "./up//",
              "a//b//..//..//..//")) {
        paths.add(up + last);
      }
    }
    paths.addAll(
        List.of(
            "/",
            "//",
            "/etc/passwd",
            "//etc/passwd",
            "root/etc/passwd",
            "root",
            "root/",
            "up",
            "up/",
            "..",
            "../",
            "../..",
            "a/../..",
            "absolute",
            "relative",
            "chain",
            "a/b/far",
            "a/../chain",
            "new",
            "../inside",
            "../inside/a/file",
            "up/inside/a/file"));
    return paths;
  }

  @ParameterizedTest
  @MethodSource("waysOut")
  void noPathLeadsOut(String path) {
    for (int openFlags : new int[] {0, 1, 2, 1 | 4, 8, 1 | 8}) {
      for (long rights : new long[] {0, 2, Probe.ALL_RIGHTS}) {
        Errno errno = guest.open(path, openFlags, rights);
        assertThat(errno).isNotEqualTo(Errno.SUCCESS);
        if (openFlags == 0 && rights == 0) {
          assertThat(errno).isIn(Errno.NOTCAPABLE, Errno.PERM);
        }
      }
    }
    assertThat(
            guest.call(
                "path_filestat_get",
                Probe.PREOPENED,
                1,
                Probe.PATH,
                guest.text(Probe.PATH, path),
                Probe.BUFFER))
        .isEqualTo(Errno.NOTCAPABLE);
    String child = path.endsWith("/") ? path + "x" : path + "/x";
    assertThat(guest.withPath("path_create_directory", child)).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.withPath("path_unlink_file", child)).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.withPath("path_remove_directory", child)).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.withPaths("path_rename", "a/file", child)).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.withPaths("path_rename", child, "taken")).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.link(child, "taken")).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.link("a/file", child)).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink("a", child)).isNotEqualTo(Errno.SUCCESS);
    assertThat(Files.exists(inside.resolve("taken"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void aLinkThatTheGuestMakesLeadsNowhereElse() {
    assertThat(guest.symlink("/etc/passwd", "l1")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.symlink("../secret.txt", "l2")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open("l2", 0, 2)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.symlink("..", "a/b/l3")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open("a/b/l3/file", 0, 2)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open("a/b/l3/../../secret.txt", 0, 2)).isEqualTo(Errno.NOTCAPABLE);
  }

  @Test
  void aDirectoryThatWasOpenedIsTheNextLimit() {
    assertThat(guest.open("a/b", 2, Probe.ALL_RIGHTS & ~0x40)).isEqualTo(Errno.SUCCESS);
    int directory = guest.result();

    assertThat(guest.open(directory, 1, "../file", 0, 2, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(directory, 1, "..", 0, 0, 0)).isEqualTo(Errno.NOTCAPABLE);
  }

  @Test
  void circlesOfLinksEnd() {
    for (String path : List.of("loop", "loop/x", "ping", "ping/x")) {
      assertThat(guest.open(path, 0, 0)).isEqualTo(Errno.LOOP);
    }
  }

  @Test
  void oddNamesAreErrors() {
    assertThat(guest.open("", 0, 0)).isEqualTo(Errno.NOENT);
    assertThat(guest.open("a/file\0/../x", 0, 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.open("x".repeat(256), 1, 0)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(guest.open("x".repeat(10_000), 1, 0)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(guest.open("x/".repeat(3_000), 1, 0)).isEqualTo(Errno.NAMETOOLONG);
    guest.memory().write(Probe.PATH, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(guest.call("path_create_directory", Probe.PREOPENED, Probe.PATH, 2))
        .isEqualTo(Errno.ILSEQ);
    assertThat(guest.call("path_create_directory", Probe.PREOPENED, -1, 2)).isEqualTo(Errno.FAULT);
    assertThat(guest.call("path_create_directory", Probe.PREOPENED, 0, -1)).isEqualTo(Errno.FAULT);
  }

  @Test
  void whoReplacesADirectoryByALinkMeanwhileGainsNothing() throws Exception {
    Thread other =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                Path name = inside.resolve("a");
                Path away = inside.resolve("away");
                while (!Thread.currentThread().isInterrupted()) {
                  Files.move(name, away);
                  Files.createSymbolicLink(name, Path.of(".."));
                  Files.delete(name);
                  Files.move(away, name);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    for (int i = 0; i < 300; i++) {
      assertThat(guest.open("a/secret.txt", 0, 2)).isNotEqualTo(Errno.SUCCESS);
      guest.withPath("path_create_directory", "a/made");
      guest.withPath("path_remove_directory", "a/made");
      guest.symlink("x", "a/made");
      guest.withPath("path_unlink_file", "a/made");
    }
    other.interrupt();
    other.join();
  }

  @Test
  void whatIsReadOnlyIsNotChanged() {
    try (Probe reader = Probe.of(HostFileSystem.of(inside).readOnly())) {
      assertThat(reader.open("a/file", 0, 2)).isEqualTo(Errno.SUCCESS);
      assertThat(reader.read(reader.result(), 10)).isEqualTo(Errno.SUCCESS);
      assertThat(reader.read()).isEqualTo("own");
      assertThat(reader.open("a/file", 0, 0x40)).isEqualTo(Errno.ROFS);
      assertThat(reader.open("a/file", 8, 0)).isEqualTo(Errno.ROFS);
      assertThat(reader.open("a/other", 1, 2)).isEqualTo(Errno.ROFS);
      assertThat(reader.withPath("path_create_directory", "d")).isEqualTo(Errno.ROFS);
      assertThat(reader.withPath("path_unlink_file", "a/file")).isEqualTo(Errno.ROFS);
      assertThat(reader.withPaths("path_rename", "a/file", "b")).isEqualTo(Errno.ROFS);
      assertThat(reader.symlink("a", "b")).isEqualTo(Errno.ROFS);
    }
    assertThat(inside.resolve("a/file")).hasContent("own");
  }
}
