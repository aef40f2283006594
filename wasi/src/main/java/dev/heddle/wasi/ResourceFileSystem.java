package dev.heddle.wasi;

import dev.heddle.wasi.host.FileWork;
import dev.heddle.wasi.host.HostDirectory;
import dev.heddle.wasi.host.Resources;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A directory on a class path, in a jar or not, with all that is in it, to be read only: what an
 * application brings along for its guests.
 *
 * <p>Where several jars have the directory, it is that of the first. Opening it fails with {@link
 * Errno#NOENT} where none has, which is also so for a package that a named module does not open,
 * and for jars that list files but no directories. What blocks is done as {@link HostFileSystem}
 * has it done. Immutable and thread-safe.
 */
public final class ResourceFileSystem implements WasiFileSystem {

  private final ClassLoader loader;
  private final String directory;

  private ResourceFileSystem(ClassLoader loader, String directory) {
    this.loader = Objects.requireNonNull(loader, "loader");
    this.directory = directory;
  }

  /**
   * The directory of this name.
   *
   * @param directory from the root of the class path on, with or without a slash at its ends
   */
  public static ResourceFileSystem of(ClassLoader loader, String directory) {
    int begin = directory.startsWith("/") ? 1 : 0;
    int end = directory.length() - (directory.endsWith("/") ? 1 : 0);
    if (begin >= end) {
      throw new IllegalArgumentException("directory: expected a name, found \"" + directory + "\"");
    }
    return new ResourceFileSystem(loader, directory.substring(begin, end));
  }

  @Override
  public CompletionStage<WasiDirectory> open() {
    WasiFileSystem files =
        () -> HostDirectory.open(() -> Resources.directory(loader, directory), FileWork.shared());
    return files.readOnly().open();
  }

  @Override
  public WasiFileSystem readOnly() {
    return this;
  }

  @Override
  public String toString() {
    return directory + " on the class path";
  }
}
