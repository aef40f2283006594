package dev.heddle.wasi;

import dev.heddle.wasi.path.ReadOnlyDirectory;
import java.util.concurrent.CompletionStage;

/**
 * Files that guests may be given: {@linkplain HostFileSystem a directory of the host}, {@linkplain
 * ResourceFileSystem one on the class path}, {@linkplain MemoryFileSystem memory}, each to be
 * {@linkplain #readOnly read only}, or what you write: everything in it may take its time, as
 * results are stages.
 *
 * <p>Thread-safe; one object may serve many guests.
 */
@FunctionalInterface
public interface WasiFileSystem {

  /** Opens the root. Asked once for each guest, before it runs; closed when the guest is over. */
  CompletionStage<WasiDirectory> open();

  /** The same files, to be read only: what would change them is {@link Errno#ROFS}. */
  default WasiFileSystem readOnly() {
    return () -> open().thenApply(ReadOnlyDirectory::new);
  }
}
