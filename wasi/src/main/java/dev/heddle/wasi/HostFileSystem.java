package dev.heddle.wasi;

import dev.heddle.wasi.host.FileWork;
import dev.heddle.wasi.host.HostDirectory;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A directory of the host, with all that is in it. Nothing outside of it can be reached: paths are
 * followed directory by directory, links within it alone; where the platform has directories that
 * stay open (Linux, macOS) not even by somebody who renames and replaces them meanwhile.
 *
 * <p>What blocks is done by a few threads for the purpose, or by those you give; guests are
 * suspended meanwhile. Immutable and thread-safe.
 */
public final class HostFileSystem implements WasiFileSystem {

  private final Path root;
  private final Executor executor;

  private HostFileSystem(Path root, Executor executor) {
    this.root = Objects.requireNonNull(root, "root");
    this.executor = Objects.requireNonNull(executor, "executor");
  }

  /**
   * A directory; that of a zip file or jar, too, by the {@link java.nio.file.FileSystem} for them.
   */
  public static HostFileSystem of(Path root) {
    return new HostFileSystem(root, FileWork.shared());
  }

  /**
   * The same, with what blocks done by other threads. {@code Runnable::run} has each guest's own
   * thread do it: without changes of threads, but it keeps its carrier while a disk is slow.
   */
  public HostFileSystem on(Executor threads) {
    return new HostFileSystem(root, threads);
  }

  @Override
  public CompletionStage<WasiDirectory> open() {
    return HostDirectory.open(() -> root, executor);
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
