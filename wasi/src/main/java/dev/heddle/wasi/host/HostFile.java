package dev.heddle.wasi.host;

import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A file of the host that is open. */
final class HostFile implements WasiFile {

  private final DirectoryHandle directory;
  private final String name;
  private final FileChannel channel;
  private final FileStat opened;
  private final Executor executor;

  HostFile(
      DirectoryHandle directory,
      String name,
      FileChannel channel,
      FileStat opened,
      Executor executor) {
    this.directory = directory;
    this.name = name;
    this.channel = channel;
    this.opened = opened;
    this.executor = executor;
  }

  private void free() throws IOException {
    try (channel) {
      directory.close();
    }
  }

  @Override
  public CompletionStage<FileStat> stat() {
    return FileWork.run(
        executor,
        () -> {
          FileStat now = statOrNull();
          // of a file that has lost its name Java tells the size alone
          return now != null
              ? now
              : new FileStat(
                  opened.device(),
                  opened.inode(),
                  opened.type(),
                  0,
                  channel.size(),
                  opened.accessed(),
                  opened.modified(),
                  opened.changed());
        });
  }

  private @Nullable FileStat statOrNull() {
    try {
      FileStat now = directory.stat(name);
      return now.inode() == opened.inode() && now.device() == opened.device() ? now : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(Times times) {
    return FileWork.after(
        executor,
        () -> {
          if (statOrNull() != null) {
            directory.setTimes(name, times);
          }
        });
  }

  @Override
  public CompletionStage<@Nullable Void> sync(boolean dataOnly) {
    return FileWork.after(executor, () -> channel.force(!dataOnly));
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer target, long offset) {
    return FileWork.run(executor, () -> Math.max(0, channel.read(target, offset)));
  }

  @Override
  public CompletionStage<Integer> write(ByteBuffer source, long offset) {
    return FileWork.run(executor, () -> write(source.remaining(), source, offset));
  }

  private int write(int count, ByteBuffer source, long offset) throws IOException {
    long at = offset;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
    return count;
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer source) {
    return FileWork.run(
        executor,
        () -> {
          long end = channel.size();
          return end + write(source.remaining(), source, end);
        });
  }

  @Override
  public CompletionStage<@Nullable Void> setSize(long size) {
    return FileWork.after(
        executor,
        () -> {
          if (size < channel.size()) {
            channel.truncate(size);
          } else {
            extend(size);
          }
        });
  }

  private void extend(long size) throws IOException {
    if (size > channel.size()) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> allocate(long offset, long length) {
    return FileWork.after(executor, () -> extend(offset + length));
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    return FileWork.after(executor, this::free);
  }
}
