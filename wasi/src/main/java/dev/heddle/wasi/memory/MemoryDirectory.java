package dev.heddle.wasi.memory;

import dev.heddle.wasi.DirectoryEntry;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.OpenMode;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiDirectory;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A directory in memory that is open. */
public final class MemoryDirectory implements WasiDirectory {

  private final Volume volume;
  private final Node.Directory node;

  private MemoryDirectory(Volume volume, Node.Directory node) {
    this.volume = volume;
    this.node = node;
  }

  /** An empty root with room for so many bytes. */
  public static MemoryDirectory root(long capacity) {
    Volume volume = new Volume(capacity);
    Node.Directory node = new Node.Directory(volume.nextInode(), volume.now());
    node.links = 2;
    return new MemoryDirectory(volume, node);
  }

  /** How many bytes are in use. */
  public long used() {
    synchronized (volume) {
      return volume.used();
    }
  }

  private Node find(String name) {
    Node found = node.entries.get(name);
    if (found == null) {
      throw new WasiException(Errno.NOENT, name + " is not there");
    }
    return found;
  }

  private void requireFree(String name) {
    if (node.entries.containsKey(name)) {
      throw new WasiException(Errno.EXIST, name + " is there");
    }
    requireAlive();
  }

  private void requireAlive() {
    if (node.isGone) {
      throw new WasiException(Errno.NOENT, "the directory has been removed");
    }
  }

  private void put(String name, Node added) {
    node.entries.put(name, added);
    added.links++;
    touch();
  }

  private void touch() {
    node.modified = volume.now();
    node.changed = node.modified;
  }

  @Override
  public CompletionStage<FileStat> stat() {
    return Done.of(volume, () -> node.stat(volume.device));
  }

  @Override
  public CompletionStage<FileStat> stat(String name) {
    return Done.of(volume, () -> find(name).stat(volume.device));
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(Times times) {
    return Done.after(volume, () -> node.set(times, volume.now()));
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(String name, Times times) {
    return Done.after(volume, () -> find(name).set(times, volume.now()));
  }

  @Override
  public CompletionStage<@Nullable Void> sync(boolean dataOnly) {
    return Done.after(volume, () -> {});
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    return Done.after(volume, () -> {});
  }

  @Override
  public CompletionStage<WasiDirectory> openDirectory(String name) {
    return Done.of(
        volume,
        () -> {
          if (find(name) instanceof Node.Directory directory) {
            return new MemoryDirectory(volume, directory);
          }
          throw new WasiException(Errno.NOTDIR, name + " is no directory");
        });
  }

  @Override
  public CompletionStage<WasiFile> openFile(String name, OpenMode mode) {
    return Done.of(volume, () -> open(name, mode));
  }

  private WasiFile open(String name, OpenMode mode) {
    Node found = node.entries.get(name);
    if (found == null && mode.creates()) {
      requireAlive();
      volume.take(Volume.NODE_BYTES);
      found = new Node.Content(volume.nextInode(), volume.now());
      put(name, found);
    } else if (mode.isNew()) {
      throw new WasiException(Errno.EXIST, name + " is there");
    }
    return switch (found) {
      case null -> throw new WasiException(Errno.NOENT, name + " is not there");
      case Node.Content content -> {
        if (mode.truncates()) {
          MemoryFile.resize(volume, content, 0);
        }
        yield new MemoryFile(volume, content);
      }
      case Node.Link link -> throw new WasiException(Errno.LOOP, name + " is a link");
      default -> throw new WasiException(Errno.ISDIR, name + " is a directory");
    };
  }

  @Override
  public CompletionStage<String> readLink(String name) {
    return Done.of(
        volume,
        () -> {
          if (find(name) instanceof Node.Link link) {
            return link.target;
          }
          throw new WasiException(Errno.INVAL, name + " is no link");
        });
  }

  @Override
  public CompletionStage<List<DirectoryEntry>> list() {
    return Done.of(
        volume,
        () -> {
          List<DirectoryEntry> all = new ArrayList<>();
          for (Map.Entry<String, Node> entry : node.entries.entrySet()) {
            Node found = entry.getValue();
            all.add(new DirectoryEntry(entry.getKey(), found.inode, found.type));
          }
          return all;
        });
  }

  @Override
  public CompletionStage<@Nullable Void> createDirectory(String name) {
    return Done.after(
        volume,
        () -> {
          requireFree(name);
          volume.take(Volume.NODE_BYTES);
          Node.Directory made = new Node.Directory(volume.nextInode(), volume.now());
          made.links = 1;
          made.parent = node;
          put(name, made);
          node.links++;
        });
  }

  @Override
  public CompletionStage<@Nullable Void> createLink(String name, String target) {
    return Done.after(
        volume,
        () -> {
          requireFree(name);
          volume.take(Volume.NODE_BYTES + target.length());
          put(name, new Node.Link(volume.nextInode(), target, volume.now()));
        });
  }

  private MemoryDirectory here(WasiDirectory to) {
    if (to instanceof MemoryDirectory other && other.volume == volume) {
      return other;
    }
    throw new WasiException(Errno.XDEV, "the other directory is in another file system");
  }

  @Override
  public CompletionStage<@Nullable Void> link(String name, WasiDirectory to, String newName) {
    return Done.after(
        volume,
        () -> {
          Node found = find(name);
          if (found instanceof Node.Directory) {
            throw new WasiException(Errno.PERM, name + " is a directory");
          }
          MemoryDirectory target = here(to);
          target.requireFree(newName);
          volume.take(Volume.NODE_BYTES);
          target.put(newName, found);
          found.changed = volume.now();
        });
  }

  @Override
  public CompletionStage<@Nullable Void> rename(String name, WasiDirectory to, String newName) {
    return Done.after(
        volume,
        () -> {
          Node moved = find(name);
          MemoryDirectory target = here(to);
          target.requireAlive();
          Node replaced = target.node.entries.get(newName);
          if (replaced == moved) {
            return;
          }
          boolean isDirectory = moved instanceof Node.Directory;
          if (moved instanceof Node.Directory directory && target.node.isWithin(directory)) {
            throw new WasiException(Errno.INVAL, name + " would be moved into itself");
          }
          if (replaced instanceof Node.Directory other) {
            if (!isDirectory) {
              throw new WasiException(Errno.ISDIR, newName + " is a directory");
            }
            if (!other.entries.isEmpty()) {
              throw new WasiException(Errno.NOTEMPTY, newName + " is not empty");
            }
            other.isGone = true;
            target.node.links--;
          } else if (replaced != null && isDirectory) {
            throw new WasiException(Errno.NOTDIR, newName + " is no directory");
          }
          if (replaced != null) {
            target.drop(newName, replaced);
          }
          node.entries.remove(name);
          target.node.entries.put(newName, moved);
          if (moved instanceof Node.Directory directory) {
            directory.parent = target.node;
            node.links--;
            target.node.links++;
          }
          moved.changed = volume.now();
          touch();
          target.touch();
        });
  }

  private void drop(String name, Node removed) {
    node.entries.remove(name);
    removed.links--;
    removed.changed = volume.now();
    touch();
    volume.give(Volume.NODE_BYTES);
    switch (removed) {
      case Node.Content content -> freeIfUnused(volume, content);
      case Node.Link link -> {
        if (link.links == 0) {
          volume.give(link.target.length());
        }
      }
      default -> {}
    }
  }

  /** Gives back what a file takes that nobody has open and that has no name. */
  static void freeIfUnused(Volume volume, Node.Content content) {
    if (content.links == 0 && content.users == 0) {
      volume.give(content.bytes.length);
      content.bytes = new byte[0];
      content.size = 0;
    }
  }

  @Override
  public CompletionStage<@Nullable Void> removeFile(String name) {
    return Done.after(
        volume,
        () -> {
          Node found = find(name);
          if (found instanceof Node.Directory) {
            throw new WasiException(Errno.ISDIR, name + " is a directory");
          }
          drop(name, found);
        });
  }

  @Override
  public CompletionStage<@Nullable Void> removeDirectory(String name) {
    return Done.after(
        volume,
        () -> {
          if (!(find(name) instanceof Node.Directory directory)) {
            throw new WasiException(Errno.NOTDIR, name + " is no directory");
          }
          if (!directory.entries.isEmpty()) {
            throw new WasiException(Errno.NOTEMPTY, name + " is not empty");
          }
          directory.isGone = true;
          drop(name, directory);
          node.links--;
        });
  }
}
