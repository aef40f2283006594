package dev.heddle.wasi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Directories that count how many of them are open; a file system as a user would write one. */
record Counting(WasiDirectory of, AtomicInteger open) implements WasiDirectory {

  static WasiFileSystem of(WasiFileSystem files, AtomicInteger open) {
    return () -> files.open().thenApply(root -> counted(root, open));
  }

  private static WasiDirectory counted(WasiDirectory directory, AtomicInteger open) {
    open.incrementAndGet();
    return new Counting(directory, open);
  }

  @Override
  public CompletionStage<FileStat> stat() {
    return of.stat();
  }

  @Override
  public CompletionStage<FileStat> stat(String name) {
    return of.stat(name);
  }

  @Override
  public CompletionStage<WasiDirectory> openDirectory(String name) {
    return of.openDirectory(name).thenApply(directory -> counted(directory, open));
  }

  @Override
  public CompletionStage<WasiFile> openFile(String name, OpenMode mode) {
    return of.openFile(name, mode);
  }

  @Override
  public CompletionStage<String> readLink(String name) {
    return of.readLink(name);
  }

  @Override
  public CompletionStage<List<DirectoryEntry>> list() {
    return of.list();
  }

  @Override
  public CompletionStage<@Nullable Void> createDirectory(String name) {
    return of.createDirectory(name);
  }

  @Override
  public CompletionStage<@Nullable Void> createLink(String name, String target) {
    return of.createLink(name, target);
  }

  @Override
  public CompletionStage<@Nullable Void> link(String name, WasiDirectory to, String newName) {
    return of.link(name, ((Counting) to).of, newName);
  }

  @Override
  public CompletionStage<@Nullable Void> rename(String name, WasiDirectory to, String newName) {
    return of.rename(name, ((Counting) to).of, newName);
  }

  @Override
  public CompletionStage<@Nullable Void> removeFile(String name) {
    return of.removeFile(name);
  }

  @Override
  public CompletionStage<@Nullable Void> removeDirectory(String name) {
    return of.removeDirectory(name);
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(Times times) {
    return of.setTimes(times);
  }

  @Override
  public CompletionStage<@Nullable Void> setTimes(String name, Times times) {
    return of.setTimes(name, times);
  }

  @Override
  public CompletionStage<@Nullable Void> sync(boolean dataOnly) {
    return of.sync(dataOnly);
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    open.decrementAndGet();
    return of.close();
  }
}
