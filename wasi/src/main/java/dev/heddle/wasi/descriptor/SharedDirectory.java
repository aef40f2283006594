package dev.heddle.wasi.descriptor;

import dev.heddle.wasi.WasiDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An open directory that is closed when nobody has it any more. */
public final class SharedDirectory {

  private final WasiDirectory directory;
  private int users = 1;

  /** A directory that one has. */
  public SharedDirectory(WasiDirectory directory) {
    this.directory = directory;
  }

  /** The directory. */
  public WasiDirectory get() {
    return directory;
  }

  /** Another one has it. */
  public SharedDirectory share() {
    users++;
    return this;
  }

  /** One does not have it any more. */
  public CompletionStage<@Nullable Void> close() {
    users--;
    return users == 0 ? directory.close() : CompletableFuture.completedStage(null);
  }
}
