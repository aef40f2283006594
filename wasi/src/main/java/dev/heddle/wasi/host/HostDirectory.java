package dev.heddle.wasi.host;

import dev.heddle.wasi.DirectoryEntry;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.OpenMode;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiDirectory;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A directory of the host. */
public final class HostDirectory implements WasiDirectory {

  private final DirectoryHandle handle;
  private final Executor executor;

  private HostDirectory(DirectoryHandle handle, Executor executor) {
    this.handle = handle;
    this.executor = executor;
  }

  /** Where a root is. */
  @FunctionalInterface
  public interface Root {

    /** Finds it; may block. */
    Path find() throws IOException;
  }

  /** Opens a root. */
  public static CompletionStage<WasiDirectory> open(Root root, Executor executor) {
    return FileWork.run(
        executor, () -> new HostDirectory(DirectoryHandle.open(root.find()), executor));
  }

  private static DirectoryHandle handleOf(WasiDirectory directory) {
    if (directory instanceof HostDirectory other) {
      return other.handle;
    }
    throw new WasiException(Errno.XDEV, "the other directory is not the host's");
  }

  @Override
  public CompletionStage<FileStat> stat() {
    return FileWork.run(executor, handle::stat);
  }

  @Override
  public CompletionStage<FileStat> stat(String name) {
    return FileWork.run(executor, () -> handle.stat(name));
  }

  @Override
  public CompletionStage<WasiDirectory> openDirectory(String name) {
    return FileWork.run(executor, () -> new HostDirectory(handle.openDirectory(name), executor));
  }

  @Override
  public CompletionStage<WasiFile> openFile(String name, OpenMode mode) {
    return FileWork.run(executor, () -> open(name, mode));
  }

  private WasiFile open(String name, OpenMode mode) throws IOException {
    Set<OpenOption> options = new HashSet<>();
    options.add(LinkOption.NOFOLLOW_LINKS);
    // Java makes and cuts off only what it writes
    boolean writes = mode.changes();
    if (mode.reads() || !writes) {
      options.add(StandardOpenOption.READ);
    }
    if (writes) {
      options.add(StandardOpenOption.WRITE);
    }
    if (mode.isNew()) {
      options.add(StandardOpenOption.CREATE_NEW);
    } else if (mode.creates()) {
      options.add(StandardOpenOption.CREATE);
    }
    if (mode.truncates()) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    requireFile(name, mode);
    FileChannel channel = handle.openFile(name, options);
    try {
      return new HostFile(handle.share(), name, channel, handle.stat(name), executor);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Opening a pipe may take for ever, and a device may do anything. */
  private void requireFile(String name, OpenMode mode) throws IOException {
    FileType found;
    try {
      found = handle.entry(name).type();
    } catch (NoSuchFileException e) {
      if (mode.creates()) {
        return;
      }
      throw e;
    }
    switch (found) {
      case REGULAR_FILE -> {}
      case SYMBOLIC_LINK -> throw new WasiException(Errno.LOOP, name + " is a link");
      case DIRECTORY -> throw new WasiException(Errno.ISDIR, name + " is a directory");
      default -> throw new WasiException(Errno.ACCES, name + " is no file");
    }
  }

  @Override
  public CompletionStage<String> readLink(String name) {
    return FileWork.run(executor, () -> handle.readLink(name));
  }

  @Override
  public CompletionStage<List<DirectoryEntry>> list() {
    return FileWork.run(
        executor,
        () -> {
          List<DirectoryEntry> entries = new ArrayList<>();
          for (String name : handle.list()) {
            entries.add(entry(name));
          }
          return entries;
        });
  }

  private DirectoryEntry entry(String name) {
    try {
      return handle.entry(name);
    } catch (IOException e) {
      return new DirectoryEntry(name, 0, FileType.UNKNOWN);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> createDirectory(String name) {
    return FileWork.after(executor, () -> handle.createDirectory(name));
  }

  @Override
  public CompletionStage<@Nullable Void> createLink(String name, String target) {
    return FileWork.after(executor, () -> handle.createLink(name, target));
  }

  @Override
  public CompletionStage<@Nullable Void> link(String name, WasiDirectory to, String newName) {
    return FileWork.after(executor, () -> handle.link(name, handleOf(to), newName));
  }

  @Override
  public CompletionStage<@Nullable Void> rename(String name, WasiDirectory to, String newName) {
    return FileWork.after(executor, () -> handle.rename(name, handleOf(to), newName));
  }

  @Override
  public CompletionStage<@Nullable Void> removeFile(String name) {
    return FileWork.after(executor, () -> handle.removeFile(name));
  }

  @Override
  public CompletionStage<@Nullable Void> removeDirectory(String name) {
    return FileWork.after(executor, () -> handle.removeDirectory(name));
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(Times times) {
    return FileWork.after(executor, () -> handle.setTimes(null, times));
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(String name, Times times) {
    return FileWork.after(executor, () -> handle.setTimes(name, times));
  }

  @Override
  public CompletionStage<@Nullable Void> sync(boolean dataOnly) {
    // Java has no way to; the names of files are on the device soon
    return FileWork.after(executor, () -> {});
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    return FileWork.after(executor, handle::close);
  }
}
