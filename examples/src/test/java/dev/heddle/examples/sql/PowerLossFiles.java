package dev.heddle.examples.sql;

import dev.heddle.examples.sql.file.LockLevel;
import dev.heddle.examples.sql.file.OpenMode;
import dev.heddle.examples.sql.file.SqliteFile;
import dev.heddle.examples.sql.file.SqliteFiles;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory whose power can fail: what was synced is still there then, and of what was not,
 * any part, in sectors of 512 bytes.
 *
 * <p>The power fails at the n-th operation. From then on every operation fails, and {@link
 * #survivors} tells what a computer would find when it is switched on again.
 */
final class PowerLossFiles implements SqliteFiles {

  private static final int SECTOR = 512;

  private final Random random;
  private final int lossAt;

  // All guarded by this.
  private final Map<String, Inode> names = new HashMap<>();
  private final Map<String, Inode> durableNames = new HashMap<>();
  private int operations;

  PowerLossFiles(Random random, int lossAt) {
    this.random = random;
    this.lossAt = lossAt;
  }

  /** A change that may still be lost. */
  private interface Change {
    byte[] on(byte[] content);
  }

  /** What a file holds for those who read it now, and for those who come after a power loss. */
  private static final class Inode {
    byte[] content = new byte[0];
    byte[] durable = new byte[0];
    final List<Change> unsynced = new ArrayList<>();
  }

  synchronized boolean isPowerLost() {
    return operations >= lossAt;
  }

  private void operate() throws IOException {
    if (++operations >= lossAt) {
      throw new IOException("power lost");
    }
  }

  private synchronized <T> Future<T> operation(Operation<T> operation) {
    try {
      operate();
      return Future.succeededFuture(operation.perform());
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private interface Operation<T> {
    T perform() throws IOException;
  }

  /** The files after the power loss, by name. Changes that were not synced survive at random. */
  synchronized Map<String, byte[]> survivors() {
    Map<String, byte[]> survivors = new TreeMap<>();
    Map<String, Inode> directory = new HashMap<>(durableNames);
    for (String name : names.keySet()) {
      if (random.nextBoolean()) {
        directory.put(name, names.get(name));
      }
    }
    for (String name : durableNames.keySet()) {
      if (!names.containsKey(name) && random.nextBoolean()) {
        directory.remove(name);
      }
    }
    directory.forEach((name, inode) -> survivors.put(name, afterLoss(inode)));
    return survivors;
  }

  private byte[] afterLoss(Inode inode) {
    byte[] content = inode.durable;
    double likelihood = random.nextDouble();
    for (Change change : inode.unsynced) {
      if (random.nextDouble() < likelihood) {
        byte[] changed = change.on(content);
        content = random.nextInt(4) == 0 ? torn(content, changed) : changed;
      }
    }
    return content;
  }

  private byte[] torn(byte[] before, byte[] after) {
    byte[] torn = after.clone();
    for (int sector = 0; sector < torn.length; sector += SECTOR) {
      if (random.nextBoolean()) {
        int end = Math.min(sector + SECTOR, torn.length);
        for (int i = sector; i < end; i++) {
          torn[i] = i < before.length ? before[i] : 0;
        }
      }
    }
    return torn;
  }

  @Override
  public Future<SqliteFile> open(String name, OpenMode mode) {
    return operation(() -> {
      if (!names.containsKey(name)) {
        if (!mode.create()) {
          throw new NoSuchFileException(name);
        }
        names.put(name, new Inode());
      }
      return new OpenFile(name, names.get(name));
    });
  }

  @Override
  public Future<SqliteFile> openTemporary() {
    return operation(() -> new OpenFile("temporary", new Inode()));
  }

  @Override
  public Future<Boolean> delete(String name, boolean durable) {
    return operation(() -> {
      boolean existed = names.remove(name) != null;
      if (durable) {
        durableNames.remove(name);
      }
      return existed;
    });
  }

  @Override
  public Future<Boolean> exists(String name) {
    return operation(() -> names.containsKey(name));
  }

  @Override
  public Future<Boolean> writable(String name) {
    return exists(name);
  }

  private final class OpenFile implements SqliteFile {

    private final String name;
    private final Inode inode;

    OpenFile(String name, Inode inode) {
      this.name = name;
      this.inode = inode;
    }

    private Future<Void> change(Change change) {
      return operation(() -> {
        inode.content = change.on(inode.content);
        inode.unsynced.add(change);
        return null;
      });
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public Future<Buffer> read(long offset, int length) {
      return operation(() -> {
        int from = (int) Math.min(offset, inode.content.length);
        int to = Math.min(from + length, inode.content.length);
        return Buffer.buffer(Arrays.copyOfRange(inode.content, from, to));
      });
    }

    @Override
    public Future<Void> write(long offset, Buffer bytes) {
      byte[] written = bytes.getBytes();
      return change(content -> {
        int end = (int) offset + written.length;
        byte[] changed = Arrays.copyOf(content, Math.max(content.length, end));
        System.arraycopy(written, 0, changed, (int) offset, written.length);
        return changed;
      });
    }

    @Override
    public Future<Void> truncate(long size) {
      return change(content -> Arrays.copyOf(content, (int) size));
    }

    @Override
    public Future<Void> sync() {
      return operation(() -> {
        inode.durable = inode.content;
        inode.unsynced.clear();
        if (names.get(name) == inode) {
          durableNames.put(name, inode);
        }
        return null;
      });
    }

    @Override
    public Future<Long> size() {
      return operation(() -> (long) inode.content.length);
    }

    @Override
    public Future<Boolean> lock(LockLevel level) {
      return Future.succeededFuture(true);
    }

    @Override
    public Future<Void> unlock(LockLevel level) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Boolean> reserved() {
      return Future.succeededFuture(false);
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
