package dev.heddle.wasi.descriptor;

import dev.heddle.async.GuestCall;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.Dialect.Whence;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Something that a guest has open, with what it may do with it. What it cannot do fails with an
 * error. Used by the call that runs alone.
 */
public abstract sealed class Descriptor
    permits FileDescriptor, DirectoryDescriptor, StreamDescriptor, SocketDescriptor {

  /** A stage that is complete. */
  protected static final CompletionStage<@Nullable Void> DONE =
      CompletableFuture.completedStage(null);

  private long rights;
  private long inheriting;
  private int flags;

  Descriptor(long rights, long inheriting, int flags) {
    this.rights = rights;
    this.inheriting = inheriting;
    this.flags = flags;
  }

  /** What it is. */
  public abstract FileType type();

  /** What may be done with it. */
  public final long rights() {
    return rights;
  }

  /** What may be done with what is opened through it. */
  public final long inheriting() {
    return inheriting;
  }

  /** Gives up rights. */
  public final void restrict(long base, long inherited) {
    if ((base & ~rights) != 0 || (inherited & ~inheriting) != 0) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
    rights = base;
    inheriting = inherited;
  }

  /** Fails unless something may be done with it. */
  public final void require(long right) {
    if ((rights & right) != right) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
  }

  /** Its {@code fdflags}. */
  public final int flags() {
    return flags;
  }

  /** Whether all of some flags are set. */
  public final boolean has(int some) {
    return (flags & some) == some;
  }

  /** Changes its flags. */
  public void flags(int newFlags) {
    flags = newFlags;
  }

  /** What there is to know of it. */
  public abstract FileStat stat(GuestCall call);

  /** Reads at the place where it is, and goes on. */
  public int read(GuestCall call, ByteBuffer target) {
    throw unsupported();
  }

  /** Reads at a place. */
  public int read(GuestCall call, ByteBuffer target, long offset) {
    throw unseekable();
  }

  /** Writes at the place where it is, and goes on. */
  public int write(GuestCall call, ByteBuffer source) {
    throw unsupported();
  }

  /** Writes at a place. */
  public int write(GuestCall call, ByteBuffer source, long offset) {
    throw unseekable();
  }

  /** Goes to a place, and tells where that is. */
  public long seek(GuestCall call, long offset, Whence whence) {
    throw unseekable();
  }

  /** Has what was written be there after a power failure. */
  public void sync(GuestCall call, boolean dataOnly) {
    throw new WasiException(Errno.INVAL);
  }

  /** Changes its times. */
  public void setTimes(GuestCall call, Times times) {
    throw unsupported();
  }

  /** Changes its size. */
  public void setSize(GuestCall call, long size) {
    throw unsupported();
  }

  /** Makes room in it. */
  public void allocate(GuestCall call, long offset, long length) {
    throw unsupported();
  }

  /**
   * A stage that completes when reading would not wait, with how many bytes there are; -1 if it is
   * at an end.
   */
  public CompletionStage<Long> readable() {
    return CompletableFuture.completedStage(1L);
  }

  /** The same for writing. */
  public CompletionStage<Long> writable() {
    return CompletableFuture.completedStage(1L);
  }

  /** A stage that completes when all that was written has left memory, or cannot. */
  public CompletionStage<@Nullable Void> written() {
    return DONE;
  }

  /** Lets go of it. */
  public abstract CompletionStage<@Nullable Void> close();

  /** What does not make sense for what it is. */
  protected WasiException unsupported() {
    return new WasiException(type() == FileType.DIRECTORY ? Errno.ISDIR : Errno.BADF);
  }

  /** What needs a place in a file. */
  protected WasiException unseekable() {
    return new WasiException(type() == FileType.DIRECTORY ? Errno.ISDIR : Errno.SPIPE);
  }
}
