package dev.heddle.wasi.memory;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A file in memory that is open. */
final class MemoryFile implements WasiFile {

  /** As long as arrays get. */
  private static final int LONGEST = Integer.MAX_VALUE - 16;

  private final Volume volume;
  private final Node.Content content;

  MemoryFile(Volume volume, Node.Content content) {
    this.volume = volume;
    this.content = content;
    content.users++;
  }

  @Override
  public CompletionStage<FileStat> stat() {
    return Done.of(volume, () -> content.stat(volume.device));
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(Times times) {
    return Done.after(volume, () -> content.set(times, volume.now()));
  }

  @Override
  public CompletionStage<@Nullable Void> sync(boolean dataOnly) {
    return Done.after(volume, () -> {});
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer target, long offset) {
    return Done.of(
        volume,
        () -> {
          if (offset >= content.size) {
            return 0;
          }
          int count = (int) Math.min(target.remaining(), content.size - offset);
          target.put(content.bytes, (int) offset, count);
          content.accessed = volume.now();
          return count;
        });
  }

  @Override
  public CompletionStage<Integer> write(ByteBuffer source, long offset) {
    return Done.of(volume, () -> put(source, offset));
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer source) {
    return Done.of(
        volume,
        () -> {
          put(source, content.size);
          return (long) content.size;
        });
  }

  private int put(ByteBuffer source, long offset) {
    int count = source.remaining();
    if (count == 0) {
      return 0;
    }
    grow(volume, content, offset + count);
    source.get(content.bytes, (int) offset, count);
    content.modified = volume.now();
    content.changed = content.modified;
    return count;
  }

  @Override
  public CompletionStage<@Nullable Void> setSize(long size) {
    return Done.after(volume, () -> resize(volume, content, size));
  }

  /** Cuts a file off, or has it end with zeros. */
  static void resize(Volume volume, Node.Content content, long size) {
    if (size > content.size) {
      grow(volume, content, size);
    } else if (size < content.size) {
      volume.give(content.bytes.length - size);
      content.bytes = Arrays.copyOf(content.bytes, (int) size);
      content.size = (int) size;
    }
    content.modified = volume.now();
    content.changed = content.modified;
  }

  private static void grow(Volume volume, Node.Content content, long end) {
    if (end < 0 || end > LONGEST) {
      throw new WasiException(Errno.FBIG, end + " bytes, more than " + LONGEST);
    }
    if (end > content.bytes.length) {
      int length = (int) Math.clamp(content.bytes.length * 3L / 2, end, LONGEST);
      try {
        volume.take(length - content.bytes.length);
      } catch (WasiException e) {
        // not with room for what comes next, then
        length = (int) end;
        volume.take(length - content.bytes.length);
      }
      content.bytes = Arrays.copyOf(content.bytes, length);
    }
    content.size = (int) Math.max(content.size, end);
  }

  @Override
  public CompletionStage<@Nullable Void> allocate(long offset, long length) {
    return Done.after(
        volume,
        () -> {
          if (offset + length > content.size) {
            grow(volume, content, offset + length);
          }
        });
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    return Done.after(
        volume,
        () -> {
          content.users--;
          MemoryDirectory.freeIfUnused(volume, content);
        });
  }
}
