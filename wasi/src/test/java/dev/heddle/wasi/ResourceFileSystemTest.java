package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceFileSystemTest {

  @TempDir private Path directory;

  private Path jar(String name) throws IOException {
    Path jar = directory.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (String each : new String[] {"other", "site/", "site/pages/", "site/pages/a", "site/b"}) {
        entries.putNextEntry(new JarEntry(each));
        if (!each.endsWith("/")) {
          entries.write(("this is " + each).getBytes(UTF_8));
        }
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static void assertIsTheSite(WasiFileSystem files) {
    try (Probe guest = Probe.of(files)) {
      assertThat(guest.open("pages/../pages/a", 0, 2)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read(guest.result(), 100)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read()).isEqualTo("this is site/pages/a");
      assertThat(guest.call("fd_readdir", Probe.PREOPENED, Probe.BUFFER, 1_000, 0L, Probe.RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.read()).contains("b").contains("pages").doesNotContain("other");
      assertThat(guest.open("../other", 0, 2)).isEqualTo(Errno.NOTCAPABLE);
      assertThat(guest.open("c", 0, 2)).isEqualTo(Errno.NOENT);
      assertThat(guest.open("b", 0, 0x42)).isEqualTo(Errno.ROFS);
      assertThat(guest.withPath("path_create_directory", "d")).isEqualTo(Errno.ROFS);
      assertThat(guest.withPath("path_unlink_file", "b")).isEqualTo(Errno.ROFS);
    }
  }

  @Test
  void aDirectoryInAJarIsRead() throws IOException {
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar("site.jar").toUri().toURL()}, null)) {
      // more than once, by one file system and by several
      WasiFileSystem files = ResourceFileSystem.of(loader, "/site/");
      assertIsTheSite(files);
      assertIsTheSite(files);
      assertIsTheSite(ResourceFileSystem.of(loader, "site").readOnly());
    }
  }

  @Test
  void aDirectoryOfTheHostIsRead() throws IOException {
    Path root = Files.createDirectory(directory.resolve("classes"));
    Files.createDirectories(root.resolve("site/pages"));
    Files.writeString(root.resolve("other"), "other");
    Files.writeString(root.resolve("site/b"), "b");
    Files.writeString(root.resolve("site/pages/a"), "this is site/pages/a");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, null)) {
      assertIsTheSite(ResourceFileSystem.of(loader, "site"));
    }
  }

  @Test
  void aZipFileIsReadByJavasFileSystemForThese() throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(jar("site.zip"))) {
      assertIsTheSite(HostFileSystem.of(zip.getPath("/site")).readOnly());
    }
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    assertThatThrownBy(() -> ResourceFileSystem.of(getClass().getClassLoader(), "/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("directory: expected a name, found \"/\"");
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar("empty.jar").toUri().toURL()}, null)) {
      assertThatThrownBy(() -> Probe.of(ResourceFileSystem.of(loader, "none")))
          .isInstanceOfSatisfying(
              WasiException.class, failure -> assertThat(failure.errno()).isEqualTo(Errno.NOENT))
          .hasMessageContaining("none");
    }
  }
}
