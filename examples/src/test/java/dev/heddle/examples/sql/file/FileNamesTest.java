package dev.heddle.examples.sql.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

  private static final List<String> SUFFIXES =
      List.of("", "-journal", "-wal", "-shm", "-mj0123AB9CD");

  @TempDir Path directory;

  private FileNames names(String name) throws IOException {
    return FileNames.of(directory.resolve(name));
  }

  @Test
  void aDatabaseHasItsFileAndItsJournals() throws IOException {
    for (String suffix : SUFFIXES) {
      assertThat(names("shop.db").resolve("shop.db" + suffix))
          .contains(directory.toRealPath().resolve("shop.db" + suffix));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop",
        "shop.dbx",
        "SHOP.DB",
        "shop.db-",
        "shop.db-old",
        "shop.db-journal-journal",
        "shop.db-journal2",
        "shop.db-JOURNAL",
        "shop.db-mj0123AB8CD",
        "shop.db-wal/../x",
        "shop.db/../other.db",
        "shop.db-journal\n",
        "../shop.db",
        "/shop.db"
      })
  void nothingElseIsItsOwn(String name) throws IOException {
    assertThat(names("shop.db").resolve(name)).isEmpty();
  }

  @Test
  void noTwoDatabasesShareAFile() throws IOException {
    List<String> databases = List.of("shop", "shop.db", "shop-old", "shop-", "shop-1", "shop.db-2");
    for (String one : databases) {
      for (String other : databases) {
        for (String suffix : SUFFIXES) {
          Optional<Path> file = names(one).resolve(other + suffix);
          assertThat(file.isPresent())
              .as(one + " and " + other + suffix)
              .isEqualTo(one.equals(other));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.db-journal",
        "shop.db-JOURNAL",
        "shop.db-wal",
        "shop.db-Shm",
        "-journal",
        "shop.db-mj0123AB9CD",
        "shop.db-mj0123ab9cd",
        "shop.db-journal-wal",
        "nul",
        "NUL.db",
        "con .db",
        "Com1",
        "lpt9.journal.db",
        "shop.db.",
        "shop.db ",
        "shop.db:stream",
        "shop\\other.db",
        "shop\n.db",
        "sho?.db"
      })
  void whatMayBeAnothersFileIsNoNameForADatabase(String name) {
    assertThatThrownBy(() -> names(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a name for a database")
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop",
        "my shop (2).sqlite3",
        "journal",
        "null.db",
        "console",
        "com10",
        "Läden.db"
      })
  void ordinaryNamesAreTaken(String name) throws IOException {
    assertThat(names(name).given()).isEqualTo(name);
  }

  @Test
  void throughALinkTheJournalsAreBesideTheFileItself() throws IOException {
    Path file = Files.createFile(Files.createDirectory(directory.resolve("real")).resolve("it.db"));
    Files.createSymbolicLink(directory.resolve("shop.db"), file);
    assertThat(names("shop.db").resolve("shop.db-journal"))
        .contains(file.toRealPath().resolveSibling("it.db-journal"));
    assertThat(names("shop.db").resolve("it.db")).isEmpty();
  }

  @Test
  void aLinkDoesNotLeadToAnothersJournalNorToNothing() throws IOException {
    Path journal = Files.createFile(directory.resolve("other.db-journal"));
    Files.createSymbolicLink(directory.resolve("a.db"), journal);
    Files.createSymbolicLink(directory.resolve("b.db"), directory.resolve("missing"));
    for (String name : List.of("a.db", "b.db")) {
      assertThatThrownBy(() -> names(name)).isInstanceOf(IllegalArgumentException.class);
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(3);
    }
  }
}
