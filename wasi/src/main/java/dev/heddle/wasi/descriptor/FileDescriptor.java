package dev.heddle.wasi.descriptor;

import dev.heddle.async.GuestCall;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiFile;
import dev.heddle.wasi.abi.Dialect.Whence;
import dev.heddle.wasi.abi.Flags;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An open file, and where the guest is in it. */
public final class FileDescriptor extends Descriptor {

  private final WasiFile file;
  private final FileType type;
  private long position;

  /** A file at its start. */
  public FileDescriptor(WasiFile file, FileType type, long rights, int flags) {
    super(rights, 0, flags);
    this.file = file;
    this.type = type;
  }

  @Override
  public FileType type() {
    return type;
  }

  @Override
  public FileStat stat(GuestCall call) {
    return call.await(file.stat());
  }

  @Override
  public int read(GuestCall call, ByteBuffer target) {
    int count = read(call, target, position);
    position += count;
    return count;
  }

  @Override
  public int read(GuestCall call, ByteBuffer target, long offset) {
    return call.await(file.read(target, offset));
  }

  @Override
  public int write(GuestCall call, ByteBuffer source) {
    int count = source.remaining();
    if (has(Flags.APPEND)) {
      position = call.await(file.append(source));
    } else {
      count = call.await(file.write(source, position));
      position += count;
    }
    syncIfAsked(call);
    return count;
  }

  @Override
  public int write(GuestCall call, ByteBuffer source, long offset) {
    int count = source.remaining();
    if (has(Flags.APPEND)) {
      // as on Linux: it is appended, wherever it was to go
      call.await(file.append(source));
    } else {
      count = call.await(file.write(source, offset));
    }
    syncIfAsked(call);
    return count;
  }

  private void syncIfAsked(GuestCall call) {
    if ((flags() & (Flags.DSYNC | Flags.SYNC)) != 0) {
      call.await(file.sync(!has(Flags.SYNC)));
    }
  }

  @Override
  public long seek(GuestCall call, long offset, Whence whence) {
    long from =
        switch (whence) {
          case SET -> 0;
          case CURRENT -> position;
          case END -> stat(call).size();
        };
    long target = from + offset;
    if (target < 0) {
      // an overflow, too
      throw new WasiException(Errno.INVAL, "seek to " + from + " + " + offset);
    }
    position = target;
    return target;
  }

  @Override
  public void sync(GuestCall call, boolean dataOnly) {
    call.await(file.sync(dataOnly));
  }

  @Override
  public void setTimes(GuestCall call, Times times) {
    call.await(file.setTimes(times));
  }

  @Override
  public void setSize(GuestCall call, long size) {
    call.await(file.setSize(size));
  }

  @Override
  public void allocate(GuestCall call, long offset, long length) {
    call.await(file.allocate(offset, length));
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    return file.close();
  }
}
