package dev.heddle.examples.sql.file;

import static dev.heddle.examples.sql.file.LockLevel.EXCLUSIVE;
import static dev.heddle.examples.sql.file.LockLevel.NONE;
import static dev.heddle.examples.sql.file.LockLevel.PENDING;
import static dev.heddle.examples.sql.file.LockLevel.RESERVED;
import static dev.heddle.examples.sql.file.LockLevel.SHARED;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The locks on one database file: those of all handles in this JVM, and the one that the JVM as a
 * whole shows to other processes.
 *
 * <p>An operating system's locks belong to a process. Among the handles of this JVM the levels are
 * therefore kept here; the firmest of them is mirrored by the byte ranges that SQLite itself locks,
 * so that a native SQLite in another process and a guest here keep out of each other's way. What
 * cannot be seen from here is a native SQLite in the same process (sqlite-jdbc): do not let it open
 * a database that a guest has open.
 *
 * <p>POSIX has a trap: when a process closes any descriptor of a file, it loses all of its locks on
 * that file. Descriptors of this file are therefore closed only while no handle has a lock, and no
 * lock is granted while they are being closed. See {@link Handle#close}.
 *
 * <p>All methods may block on the operating system for a moment: call them on a worker thread.
 * Thread-safe. Source of the ranges: SQLite's {@code os.h}, PENDING_BYTE and its neighbours.
 */
final class FileLocks {

  private static final long PENDING_BYTE = 0x40000000L;
  private static final long RESERVED_BYTE = PENDING_BYTE + 1;
  private static final long SHARED_FIRST = PENDING_BYTE + 2;
  private static final long SHARED_SIZE = 510;

  /** By file key (device and inode) where there is one, else by real path. Guarded by itself. */
  private static final Map<Object, FileLocks> ALL = new HashMap<>();

  private final Object key;
  private final Path path;

  // All guarded by this.
  private final Set<Handle> handles = new HashSet<>();
  private final List<Runnable> descriptorsToClose = new ArrayList<>();
  private int descriptorsClosing;
  private LockLevel level = NONE;
  private int readers;
  private @Nullable FileChannel channel;
  private final RangeLock pending = new RangeLock(PENDING_BYTE, 1);
  private final RangeLock reserved = new RangeLock(RESERVED_BYTE, 1);
  private final RangeLock shared = new RangeLock(SHARED_FIRST, SHARED_SIZE);

  private FileLocks(Object key, Path path) {
    this.key = key;
    this.path = path;
  }

  /** A handle on the existing file at {@code path}, without a lock. */
  static Handle join(Path path) throws IOException {
    Path real = path.toRealPath();
    Object key =
        Objects.requireNonNullElse(
            Files.readAttributes(real, BasicFileAttributes.class).fileKey(), real);
    synchronized (ALL) {
      FileLocks locks = ALL.computeIfAbsent(key, absent -> new FileLocks(key, real));
      return locks.newHandle();
    }
  }

  private synchronized Handle newHandle() {
    Handle handle = new Handle();
    handles.add(handle);
    return handle;
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      try {
        open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      } catch (AccessDeniedException e) {
        open = FileChannel.open(path, StandardOpenOption.READ);
      }
      channel = open;
    }
    return open;
  }

  /** Takes the descriptors that may be closed now; none if a lock would be lost. */
  private List<Runnable> closeable() {
    if (level != NONE || descriptorsToClose.isEmpty()) {
      return List.of();
    }
    List<Runnable> closeable = List.copyOf(descriptorsToClose);
    descriptorsToClose.clear();
    descriptorsClosing += closeable.size();
    return closeable;
  }

  private void leaveIfUnused() throws IOException {
    synchronized (ALL) {
      synchronized (this) {
        if (handles.isEmpty() && descriptorsClosing == 0 && ALL.remove(key, this)) {
          FileChannel open = channel;
          channel = null;
          if (open != null) {
            open.close();
          }
        }
      }
    }
  }

  /** One opening of the file, with a lock level of its own. */
  final class Handle {

    private LockLevel held = NONE;

    private Handle() {}

    /** Raises the level; false if another handle or another process is in the way. */
    boolean lock(LockLevel wanted) throws IOException {
      synchronized (FileLocks.this) {
        if (held.includes(wanted)) {
          return true;
        }
        if (descriptorsClosing > 0) {
          return false;
        }
        if (held != level && (level.includes(PENDING) || wanted != SHARED)) {
          return false;
        }
        return switch (wanted) {
          case SHARED -> lockShared();
          case RESERVED -> lockReserved();
          case EXCLUSIVE -> lockExclusive();
          case NONE, PENDING ->
              throw new IllegalArgumentException("nobody may ask for the lock " + wanted);
        };
      }
    }

    private boolean lockShared() throws IOException {
      if (readers == 0) {
        // Passing through PENDING keeps readers out while a writer waits for the last to leave.
        if (!pending.acquire(channel(), true)) {
          return false;
        }
        boolean granted;
        try {
          granted = shared.acquire(channel(), true);
        } finally {
          pending.release();
        }
        if (!granted) {
          return false;
        }
        level = SHARED;
      }
      readers++;
      held = SHARED;
      return true;
    }

    private boolean lockReserved() throws IOException {
      if (held != SHARED || !reserved.acquire(channel(), false)) {
        return false;
      }
      level = held = RESERVED;
      return true;
    }

    private boolean lockExclusive() throws IOException {
      if (held == NONE) {
        return false;
      }
      if (held != PENDING) {
        if (!pending.acquire(channel(), false)) {
          return false;
        }
        level = held = PENDING;
      }
      if (readers > 1) {
        return false;
      }
      // Java cannot raise a lock in place. In between, PENDING keeps everybody else away.
      shared.release();
      if (!shared.acquire(channel(), false)) {
        relockShared();
        return false;
      }
      level = held = EXCLUSIVE;
      return true;
    }

    private void relockShared() throws IOException {
      if (!shared.acquire(channel(), true)) {
        throw new IOException(path + ": another process took the lock despite PENDING");
      }
    }

    /** Lowers the level. */
    void unlock(LockLevel wanted) throws IOException {
      List<Runnable> closeable = List.of();
      synchronized (FileLocks.this) {
        if (wanted.includes(held)) {
          return;
        }
        if (held != SHARED) {
          if (held == EXCLUSIVE && wanted == SHARED) {
            shared.release();
            relockShared();
          }
          pending.release();
          reserved.release();
          level = held = SHARED;
        }
        if (wanted == NONE) {
          held = NONE;
          readers--;
          if (readers == 0) {
            shared.release();
            level = NONE;
            closeable = closeable();
          }
        }
      }
      closeable.forEach(Runnable::run);
    }

    /** Whether anybody holds RESERVED or more. */
    boolean reserved() throws IOException {
      synchronized (FileLocks.this) {
        if (level.includes(RESERVED)) {
          return true;
        }
        if (!reserved.acquire(channel(), true)) {
          return true;
        }
        reserved.release();
        return false;
      }
    }

    /**
     * Gives up the lock and has the file's descriptors closed, as soon as no handle has a lock.
     *
     * @param descriptors starts to close them; {@link #closed} is to be called when that is done
     * @return whether they are being closed; if not, the last handle with a lock will see to it
     */
    boolean close(Runnable descriptors) throws IOException {
      List<Runnable> closeable;
      try {
        unlock(NONE);
      } finally {
        synchronized (FileLocks.this) {
          handles.remove(this);
          descriptorsToClose.add(descriptors);
          closeable = closeable();
        }
        closeable.forEach(Runnable::run);
      }
      return !closeable.isEmpty();
    }

    /** The descriptors of this handle are closed. */
    void closed() throws IOException {
      synchronized (FileLocks.this) {
        descriptorsClosing--;
      }
      leaveIfUnused();
    }
  }
}
