package dev.heddle.wasi.path;

import dev.heddle.wasi.DirectoryEntry;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.OpenMode;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiDirectory;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiFile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A directory in which nothing is changed. */
public final class ReadOnlyDirectory implements WasiDirectory {

  private final WasiDirectory directory;

  /** The same directory, to be read only. */
  public ReadOnlyDirectory(WasiDirectory directory) {
    this.directory = directory;
  }

  private static <T extends @Nullable Object> CompletionStage<T> refused() {
    return CompletableFuture.failedStage(new WasiException(Errno.ROFS));
  }

  @Override
  public CompletionStage<FileStat> stat() {
    return directory.stat();
  }

  @Override
  public CompletionStage<FileStat> stat(String name) {
    return directory.stat(name);
  }

  @Override
  public CompletionStage<WasiDirectory> openDirectory(String name) {
    return directory.openDirectory(name).thenApply(ReadOnlyDirectory::new);
  }

  @Override
  public CompletionStage<WasiFile> openFile(String name, OpenMode mode) {
    return mode.changes() ? refused() : directory.openFile(name, mode);
  }

  @Override
  public CompletionStage<String> readLink(String name) {
    return directory.readLink(name);
  }

  @Override
  public CompletionStage<List<DirectoryEntry>> list() {
    return directory.list();
  }

  @Override
  public CompletionStage<@Nullable Void> createDirectory(String name) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> createLink(String name, String target) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> link(String name, WasiDirectory to, String newName) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> rename(String name, WasiDirectory to, String newName) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> removeFile(String name) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> removeDirectory(String name) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(Times times) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(String name, Times times) {
    return refused();
  }

  @Override
  public CompletionStage<@Nullable Void> sync(boolean dataOnly) {
    return directory.sync(dataOnly);
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    return directory.close();
  }
}
