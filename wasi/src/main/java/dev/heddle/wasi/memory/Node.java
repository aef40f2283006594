package dev.heddle.wasi.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.Times;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file, directory or link in memory. Guarded by its {@link Volume}. */
sealed class Node {

  final long inode;
  final FileType type;
  int links;
  long accessed;
  long modified;
  long changed;

  Node(long inode, FileType type, long now) {
    this.inode = inode;
    this.type = type;
    this.accessed = now;
    this.modified = now;
    this.changed = now;
  }

  /** A file. */
  static final class Content extends Node {

    byte[] bytes = {};
    int size;

    /** How often it is open. */
    int users;

    Content(long inode, long now) {
      super(inode, FileType.REGULAR_FILE, now);
    }
  }

  /** A directory. */
  static final class Directory extends Node {

    final TreeMap<String, Node> entries = new TreeMap<>();

    /** Whether it has been removed, though somebody may have it open. */
    boolean isGone;

    @Nullable Directory parent;

    boolean isWithin(Directory outer) {
      Directory each = this;
      while (each != null && each != outer) {
        each = each.parent;
      }
      return each != null;
    }

    Directory(long inode, long now) {
      super(inode, FileType.DIRECTORY, now);
    }
  }

  /** A symbolic link. */
  static final class Link extends Node {

    final String target;

    Link(long inode, String target, long now) {
      super(inode, FileType.SYMBOLIC_LINK, now);
      this.target = target;
    }
  }

  FileStat stat(long device) {
    long size =
        switch (this) {
          case Content content -> content.size;
          case Link link -> link.target.getBytes(UTF_8).length;
          default -> 0;
        };
    return new FileStat(device, inode, type, links, size, accessed, modified, changed);
  }

  void set(Times times, long now) {
    accessed = times.accessed().orElse(accessed);
    modified = times.modified().orElse(modified);
    changed = now;
  }
}
