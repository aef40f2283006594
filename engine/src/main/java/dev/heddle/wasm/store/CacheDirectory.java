package dev.heddle.wasm.store;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of files of compiled code that no other user can write to: reading them is running
 * code. Thread-safe, and safe among JVMs: files come by renaming them, whole.
 */
public final class CacheDirectory {

  private static final String SUFFIX = ".heddle";
  private static final String UNFINISHED = ".unfinished";
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNERS_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final long maxBytes;

  /** Whether files have owners and permissions that can be looked at. */
  private final boolean posix;

  /** The number of the user, where there is one. */
  private final int user;

  private CacheDirectory(Path directory, long maxBytes, boolean posix, int user) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.posix = posix;
    this.user = user;
  }

  /**
   * That of a path, made if it is not there.
   *
   * @throws IOException if it cannot be written to, or if others can
   */
  public static CacheDirectory open(Path path, long maxBytes) throws IOException {
    Path absolute = path.toAbsolutePath();
    boolean posix = absolute.getFileSystem().supportedFileAttributeViews().contains("unix");
    if (posix) {
      Files.createDirectories(absolute, OWNERS_DIRECTORY);
    } else {
      Files.createDirectories(absolute);
    }
    Path directory = absolute.toRealPath();
    Path probe = Files.createTempFile(directory, "probe", UNFINISHED);
    int user = 0;
    try {
      if (posix) {
        user = Ownership.of(probe).user();
        check(directory, user);
      }
    } finally {
      Files.delete(probe);
    }
    return new CacheDirectory(directory, maxBytes, posix, user);
  }

  /** Sees to it that nobody but the user and root can change a directory or put another there. */
  private static void check(Path directory, int user) throws IOException {
    for (Path each = directory; each != null; each = each.getParent()) {
      Ownership of = Ownership.of(each);
      boolean own = each.equals(directory);
      if (of.user() != user && (own || of.user() != 0)) {
        throw new IOException(
            refusal(directory)
                + each
                + " belongs to user "
                + of.user()
                + ", and this process is of user "
                + user);
      }
      if (of.isWritableByOthers() && (own || !of.isSticky())) {
        throw new IOException(
            refusal(directory)
                + "others may write to "
                + each
                + ", whose mode is "
                + of.octal()
                + ": chmod go-w "
                + each);
      }
    }
  }

  private static String refusal(Path directory) {
    return "the code cache " + directory + " is not used, as reading it is running its code: ";
  }

  /** The content of a file, or null if there is none that is of the user alone. */
  byte @Nullable [] read(String name) {
    Path file = directory.resolve(name + SUFFIX);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > maxBytes
          || posix && !isOfUserAlone(file)) {
        return null;
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      // it has gone, or cannot be read: the functions are compiled again
      return null;
    }
  }

  private boolean isOfUserAlone(Path file) throws IOException {
    Ownership of = Ownership.of(file);
    return of.user() == user && !of.isWritableByOthers();
  }

  /** Takes note that a file is used: those that were not for the longest time go first. */
  void touch(String name) {
    try {
      Files.setLastModifiedTime(directory.resolve(name + SUFFIX), FileTime.from(Instant.now()));
    } catch (IOException e) {
      // it has gone: it was used all the same
      return;
    }
  }

  /** Puts a file there, in place of one of its name; that this may fail costs speed only. */
  void write(String name, byte[] content) {
    if (content.length > maxBytes) {
      return;
    }
    try {
      Path unfinished =
          posix
              ? Files.createTempFile(directory, name, UNFINISHED, OWNER_ALONE)
              : Files.createTempFile(directory, name, UNFINISHED);
      try {
        Files.write(unfinished, content);
        rename(unfinished, directory.resolve(name + SUFFIX));
      } finally {
        Files.deleteIfExists(unfinished);
      }
      tidy();
    } catch (IOException e) {
      // no space, or no directory any more
      return;
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A file and what decides whether it stays. */
  private record Candidate(Path path, FileTime used, long size) {}

  /** Deletes what is beyond the size that all files may have, and what crashed JVMs have left. */
  private void tidy() throws IOException {
    List<Candidate> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path path : all.toList()) {
        String name = path.toString();
        if (!name.endsWith(SUFFIX) && !name.endsWith(UNFINISHED)) {
          continue;
        }
        try {
          BasicFileAttributes of = Files.readAttributes(path, BasicFileAttributes.class);
          FileTime used = of.lastModifiedTime();
          if (name.endsWith(SUFFIX)) {
            files.add(new Candidate(path, used, of.size()));
          } else if (used.toInstant().isBefore(Instant.now().minus(ABANDONED))) {
            Files.deleteIfExists(path);
          }
        } catch (IOException e) {
          // another JVM has deleted it
        }
      }
    }
    files.sort(Comparator.comparing(Candidate::used));
    long total = files.stream().mapToLong(Candidate::size).sum();
    for (Candidate each : files) {
      if (total <= maxBytes) {
        break;
      }
      Files.deleteIfExists(each.path);
      total -= each.size;
    }
  }
}
