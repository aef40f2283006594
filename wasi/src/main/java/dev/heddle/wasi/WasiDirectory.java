package dev.heddle.wasi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is open: what a guest does with paths is done with one name in one directory
 * after the other, links being followed by Heddle and not by the file system. That no path leaves
 * what a guest was given is then a property of how they are followed, whatever the file system.
 *
 * <p>A name is never empty, {@code .} or {@code ..}, and has no slash and no NUL. Operations on a
 * name that is a link are about the link. See {@link WasiNode}.
 */
public non-sealed interface WasiDirectory extends WasiNode {

  /** What there is to know of a name. Fails with {@link Errno#NOENT} if it is not there. */
  CompletionStage<FileStat> stat(String name);

  /** Opens a directory. Fails with {@link Errno#NOTDIR} if it is something else, a link too. */
  CompletionStage<WasiDirectory> openDirectory(String name);

  /**
   * Opens a file. Fails with {@link Errno#LOOP} if it is a link, with {@link Errno#ISDIR} if it is
   * a directory, and as {@link OpenMode} says.
   */
  CompletionStage<WasiFile> openFile(String name, OpenMode mode);

  /** The target of a link. Fails with {@link Errno#INVAL} if it is something else. */
  CompletionStage<String> readLink(String name);

  /** All names but {@code .} and {@code ..}, in an order that stays as long as they do. */
  CompletionStage<List<DirectoryEntry>> list();

  /** Makes a directory. Fails with {@link Errno#EXIST} if the name is there. */
  CompletionStage<@Nullable Void> createDirectory(String name);

  /** Makes a symbolic link. Fails with {@link Errno#EXIST} if the name is there. */
  CompletionStage<@Nullable Void> createLink(String name, String target);

  /**
   * Gives a file or link another name, in a directory of the same file system. Fails with {@link
   * Errno#EXIST} if the other name is there, {@link Errno#PERM} for a directory, {@link Errno#XDEV}
   * if that is another file system.
   */
  CompletionStage<@Nullable Void> link(String name, WasiDirectory to, String newName);

  /**
   * Moves a name to another, in a directory of the same file system; what is there is replaced if
   * it is of the same kind and, if a directory, empty.
   */
  CompletionStage<@Nullable Void> rename(String name, WasiDirectory to, String newName);

  /** Removes a file or link. Fails with {@link Errno#ISDIR} for a directory. */
  CompletionStage<@Nullable Void> removeFile(String name);

  /** Removes a directory. Fails with {@link Errno#NOTDIR} or {@link Errno#NOTEMPTY}. */
  CompletionStage<@Nullable Void> removeDirectory(String name);

  /** Changes the times of a name. */
  CompletionStage<@Nullable Void> setTimes(String name, Times times);
}
