package dev.heddle.wasi.descriptor;

import dev.heddle.async.GuestCall;
import dev.heddle.wasi.DirectoryEntry;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An open directory. */
public final class DirectoryDescriptor extends Descriptor {

  private final SharedDirectory directory;
  private final @Nullable String preopened;
  private @Nullable List<DirectoryEntry> entries;

  /**
   * A directory.
   *
   * @param preopened the name under which the guest was given it, or null if it has opened it
   */
  public DirectoryDescriptor(
      SharedDirectory directory,
      @Nullable String preopened,
      long rights,
      long inheriting,
      int flags) {
    super(rights, inheriting, flags);
    this.directory = directory;
    this.preopened = preopened;
  }

  @Override
  public FileType type() {
    return FileType.DIRECTORY;
  }

  /** The directory, shared with whoever opens it again. */
  public SharedDirectory shared() {
    return directory;
  }

  /** The directory. */
  public WasiDirectory directory() {
    return directory.get();
  }

  /** The name under which the guest was given it, or null. */
  public @Nullable String preopened() {
    return preopened;
  }

  @Override
  public FileStat stat(GuestCall call) {
    return call.await(directory().stat());
  }

  @Override
  public void setTimes(GuestCall call, Times times) {
    call.await(directory().setTimes(times));
  }

  @Override
  public void sync(GuestCall call, boolean dataOnly) {
    call.await(directory().sync(dataOnly));
  }

  /**
   * What it has, itself and its parent first. That is looked up when the guest begins to read, so
   * that what it is told while it goes on does not change.
   */
  public List<DirectoryEntry> entries(GuestCall call, boolean fromTheStart) {
    List<DirectoryEntry> known = entries;
    if (known == null || fromTheStart) {
      long inode = stat(call).inode();
      known = new ArrayList<>();
      known.add(new DirectoryEntry(".", inode, FileType.DIRECTORY));
      // what is above is not told
      known.add(new DirectoryEntry("..", inode, FileType.DIRECTORY));
      known.addAll(call.await(directory().list()));
      entries = known;
    }
    return known;
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    return directory.close();
  }
}
