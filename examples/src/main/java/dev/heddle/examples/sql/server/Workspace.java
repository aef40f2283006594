package dev.heddle.examples.sql.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The place of {@link SqlServer}'s database file: the one that was asked for, which is left alone,
 * or one in a temporary directory, which is deleted when this is closed.
 *
 * <p>Safe for use by several threads; closing it again does nothing.
 */
final class Workspace implements AutoCloseable {
  private final Path file;
  private Optional<Path> temporary;

  private Workspace(Path file, Optional<Path> temporary) {
    this.file = file;
    this.temporary = temporary;
  }

  static Workspace of(Optional<Path> database) throws IOException {
    if (database.isPresent()) {
      return new Workspace(database.get(), Optional.empty());
    }
    Path directory = Files.createTempDirectory("heddle-");
    return new Workspace(directory.resolve("shop.db"), Optional.of(directory));
  }

  Path file() {
    return file;
  }

  boolean isEmpty() throws IOException {
    return Files.notExists(file) || Files.size(file) == 0;
  }

  @Override
  public synchronized void close() throws IOException {
    if (temporary.isPresent()) {
      try (Stream<Path> files = Files.walk(temporary.get())) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
      temporary = Optional.empty();
    }
  }
}
