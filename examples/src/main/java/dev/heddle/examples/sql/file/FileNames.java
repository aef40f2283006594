package dev.heddle.examples.sql.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of one database's files: its own, and those that SQLite makes of it for journals. No
 * other database can have a name among them, so none can reach another's files.
 *
 * <p>The rules are those of all systems together: a name means the same file on each of them.
 *
 * @param given what SQLite calls the database
 * @param file where it is, all links followed, as the journals must be beside the file itself
 */
record FileNames(String given, Path file) {

  /** Journals, and the journals of transactions over several files (SQLite's super-journals). */
  private static final Pattern SUFFIX =
      Pattern.compile("-(journal|wal|shm|mj[0-9A-F]{6}9[0-9A-F]{2})");

  /** File systems that do not tell capitals from small letters find these, too. */
  private static final Pattern DERIVED =
      Pattern.compile(".*-(journal|wal|shm|mj[0-9a-f]{9})", flags());

  /** Separators, streams of NTFS, what Windows drops at the end, and what no name may contain. */
  private static final Pattern UNSAFE =
      Pattern.compile(".*([\\x00-\\x1f\\x7f<>:\"/\\\\|?*]|[. ]$).*", flags());

  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])[ ]*(\\..*)?", flags());

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }

  /**
   * The names for the database at {@code path}, which need not exist yet. Blocks.
   *
   * @throws IllegalArgumentException if it is not the path of a file, or its name might be that of
   *     another's file
   */
  static FileNames of(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path name = absolute.getFileName();
    if (name == null) {
      throw new IllegalArgumentException("not the path of a file: " + path);
    }
    Path file = real(absolute, name);
    check(name.toString());
    check(String.valueOf(file.getFileName()));
    return new FileNames(name.toString(), file);
  }

  private static Path real(Path absolute, Path name) throws IOException {
    try {
      return absolute.toRealPath();
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(absolute)) {
        throw new IllegalArgumentException("a link that leads nowhere: " + absolute, e);
      }
    }
    Path directory = absolute.getParent();
    return directory != null && Files.exists(directory)
        ? directory.toRealPath().resolve(name)
        : absolute;
  }

  private static void check(String name) {
    if (DERIVED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not a name for a database, as it may be that of another's journal: " + name);
    }
    if (UNSAFE.matcher(name).matches() || DEVICE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not a name for a database, as not every system takes it for the name of a file: "
              + name);
    }
  }

  /** Where the database's file of this name is; empty if the name is not one of its own. */
  Optional<Path> resolve(String name) {
    if (!name.startsWith(given)) {
      return Optional.empty();
    }
    String suffix = name.substring(given.length());
    return suffix.isEmpty() || SUFFIX.matcher(suffix).matches()
        ? Optional.of(file.resolveSibling(file.getFileName() + suffix))
        : Optional.empty();
  }
}
