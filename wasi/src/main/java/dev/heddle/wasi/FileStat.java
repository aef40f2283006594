package dev.heddle.wasi;

import java.util.Objects;

/**
 * What is known of a file, directory or link. Times are nanoseconds since 1970.
 *
 * @param device the file system: files of different ones have different devices
 * @param inode which file of the file system it is: two names of one file have the same
 * @param type what it is
 * @param links how many names it has
 * @param size in bytes; of a link, the length of its target in UTF-8
 * @param accessed when it was read last
 * @param modified when its content was changed last
 * @param changed when anything of it was changed last
 */
public record FileStat(
    long device,
    long inode,
    FileType type,
    long links,
    long size,
    long accessed,
    long modified,
    long changed) {

  /** What was given. */
  public FileStat {
    Objects.requireNonNull(type, "type");
  }

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  /** Whether it is a symbolic link. */
  public boolean isLink() {
    return type == FileType.SYMBOLIC_LINK;
  }
}
