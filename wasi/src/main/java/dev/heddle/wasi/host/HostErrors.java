package dev.heddle.wasi.host;

import static java.util.Map.entry;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Map;

/** What guests get to know of failures of the host's file systems. */
final class HostErrors {

  /** What the C library calls the errors for which Java has no exception of their own. */
  private static final Map<String, Errno> BY_REASON =
      Map.ofEntries(
          entry("Device or resource busy", Errno.BUSY),
          entry("Directory not empty", Errno.NOTEMPTY),
          entry("Disk quota exceeded", Errno.DQUOT),
          entry("File exists", Errno.EXIST),
          entry("File name too long", Errno.NAMETOOLONG),
          entry("File too large", Errno.FBIG),
          entry("Invalid argument", Errno.INVAL),
          entry("Invalid cross-device link", Errno.XDEV),
          entry("Is a directory", Errno.ISDIR),
          entry("No space left on device", Errno.NOSPC),
          entry("No such device or address", Errno.NXIO),
          entry("No such file or directory", Errno.NOENT),
          entry("Not a directory", Errno.NOTDIR),
          entry("Operation not permitted", Errno.PERM),
          entry("Operation not supported", Errno.NOTSUP),
          entry("Permission denied", Errno.ACCES),
          entry("Read-only file system", Errno.ROFS),
          entry("Text file busy", Errno.TXTBSY),
          entry("Too many levels of symbolic links", Errno.LOOP),
          entry("Too many links", Errno.MLINK),
          entry("Too many open files", Errno.MFILE));

  private HostErrors() {}

  static WasiException of(Exception failure) {
    return new WasiException(errno(failure), failure);
  }

  private static Errno errno(Exception failure) {
    return switch (failure) {
      case NoSuchFileException e -> Errno.NOENT;
      case FileAlreadyExistsException e -> Errno.EXIST;
      case DirectoryNotEmptyException e -> Errno.NOTEMPTY;
      case NotDirectoryException e -> Errno.NOTDIR;
      case AccessDeniedException e -> Errno.ACCES;
      case NotLinkException e -> Errno.INVAL;
      case FileSystemLoopException e -> Errno.LOOP;
      case FileSystemException e -> byReason(String.valueOf(e.getReason()));
      case ReadOnlyFileSystemException e -> Errno.ROFS;
      case ClosedChannelException e -> Errno.BADF;
      case IOException e -> byReason(String.valueOf(e.getMessage()));
      case UnsupportedOperationException e -> Errno.NOTSUP;
      default -> Errno.IO;
    };
  }

  private static Errno byReason(String reason) {
    for (Map.Entry<String, Errno> each : BY_REASON.entrySet()) {
      // Java says more of some
      if (reason.startsWith(each.getKey())) {
        return each.getValue();
      }
    }
    return Errno.IO;
  }
}
