package dev.heddle.wasi;

import java.util.Objects;

/**
 * A name in a directory.
 *
 * @param name the name
 * @param inode see {@link FileStat#inode()}; 0 if it is not known
 * @param type what it is; {@link FileType#UNKNOWN} if finding out would take long
 */
public record DirectoryEntry(String name, long inode, FileType type) {

  /** What was given. */
  public DirectoryEntry {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }
}
