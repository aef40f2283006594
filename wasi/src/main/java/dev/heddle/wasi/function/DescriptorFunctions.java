package dev.heddle.wasi.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.wasi.DirectoryEntry;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.Buffers;
import dev.heddle.wasi.abi.Dialect;
import dev.heddle.wasi.abi.Dialect.Whence;
import dev.heddle.wasi.abi.Flags;
import dev.heddle.wasi.abi.GuestMemory;
import dev.heddle.wasi.abi.Rights;
import dev.heddle.wasi.descriptor.Awaits;
import dev.heddle.wasi.descriptor.Descriptor;
import dev.heddle.wasi.descriptor.DirectoryDescriptor;
import dev.heddle.wasi.descriptor.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is done with what is open. */
final class DescriptorFunctions {

  /** How many bytes are moved at a time: a guest's memory is not touched while it waits. */
  static final int CHUNK = 1 << 20;

  private static final int DIRECTORY_ENTRY_BYTES = 24;
  private static final int ADVICES = 6;

  private DescriptorFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("fd_advise", DescriptorFunctions::advise);
    all.put("fd_allocate", DescriptorFunctions::allocate);
    all.put("fd_close", DescriptorFunctions::close);
    all.put("fd_datasync", in -> sync(in, Rights.FD_DATASYNC, true));
    all.put("fd_fdstat_get", DescriptorFunctions::describe);
    all.put("fd_fdstat_set_flags", DescriptorFunctions::setFlags);
    all.put(
        "fd_fdstat_set_rights",
        in -> in.guest().descriptors().get(in.i32(0)).restrict(in.i64(1), in.i64(2)));
    all.put(
        "fd_filestat_get",
        in ->
            putStat(
                in,
                in.i32(1),
                in.guest().descriptors().get(in.i32(0), Rights.FD_FILESTAT_GET).stat(in.call())));
    all.put("fd_filestat_set_size", DescriptorFunctions::setSize);
    all.put("fd_filestat_set_times", DescriptorFunctions::setTimes);
    all.put("fd_pread", DescriptorFunctions::readAt);
    all.put("fd_prestat_get", DescriptorFunctions::preopened);
    all.put("fd_prestat_dir_name", DescriptorFunctions::preopenedName);
    all.put("fd_pwrite", DescriptorFunctions::writeAt);
    all.put("fd_read", DescriptorFunctions::read);
    all.put("fd_readdir", DescriptorFunctions::readDirectory);
    all.put("fd_renumber", DescriptorFunctions::renumber);
    all.put("fd_seek", DescriptorFunctions::seek);
    all.put("fd_sync", in -> sync(in, Rights.FD_SYNC, false));
    all.put("fd_tell", DescriptorFunctions::tell);
    all.put("fd_write", DescriptorFunctions::write);
  }

  private static Descriptor get(Invocation in, long right) {
    return in.guest().descriptors().get(in.i32(0), right);
  }

  private static void advise(Invocation in) {
    Descriptor file = get(in, Rights.FD_ADVISE);
    long offset = in.i64(1);
    long length = in.i64(2);
    int advice = in.i32(3);
    if (offset < 0 || length < 0 || advice < 0 || advice >= ADVICES) {
      throw new WasiException(Errno.INVAL);
    }
    if (file instanceof DirectoryDescriptor) {
      throw new WasiException(Errno.BADF);
    }
  }

  private static void allocate(Invocation in) {
    Descriptor file = get(in, Rights.FD_ALLOCATE);
    long offset = in.i64(1);
    long length = in.i64(2);
    if (offset < 0 || length <= 0) {
      throw new WasiException(Errno.INVAL);
    }
    if (offset + length < 0) {
      throw new WasiException(Errno.FBIG);
    }
    file.allocate(in.call(), offset, length);
  }

  /** Gives the guest what was opened, and tells it the number. */
  static void add(Invocation in, Descriptor opened, int address) {
    try {
      in.memory().putI32(address, in.guest().descriptors().add(opened));
    } catch (WasiException e) {
      // another call of the guest's has taken the last number meanwhile
      Awaits.closed(in.call(), opened.close());
      throw e;
    }
  }

  private static void close(Invocation in) {
    Awaits.closed(in.call(), in.guest().descriptors().remove(in.i32(0)).close());
  }

  private static void sync(Invocation in, long right, boolean dataOnly) {
    get(in, right).sync(in.call(), dataOnly);
  }

  private static void describe(Invocation in) {
    Descriptor file = in.guest().descriptors().get(in.i32(0));
    int pointer = in.i32(1);
    GuestMemory memory = in.memory();
    memory.clear(pointer, 24);
    memory.putU8(pointer, file.type().code());
    memory.putU16(pointer + 2, file.flags());
    memory.putI64(pointer + 8, file.rights());
    memory.putI64(pointer + 16, file.inheriting());
  }

  private static void setFlags(Invocation in) {
    Descriptor file = get(in, Rights.FD_FDSTAT_SET_FLAGS);
    int flags = in.i32(1);
    if ((flags & ~Flags.ALL_FD) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    int synchronous = Flags.DSYNC | Flags.RSYNC | Flags.SYNC;
    if (((flags ^ file.flags()) & synchronous) != 0) {
      throw new WasiException(Errno.NOTSUP, "how a file is synchronised is said when it is opened");
    }
    file.flags(flags);
  }

  private static void setSize(Invocation in) {
    Descriptor file = get(in, Rights.FD_FILESTAT_SET_SIZE);
    long size = in.i64(1);
    if (size < 0) {
      throw new WasiException(Errno.INVAL);
    }
    file.setSize(in.call(), size);
  }

  private static void setTimes(Invocation in) {
    get(in, Rights.FD_FILESTAT_SET_TIMES)
        .setTimes(in.call(), times(in, in.i64(1), in.i64(2), in.i32(3)));
  }

  static Times times(Invocation in, long accessed, long modified, int flags) {
    if ((flags & ~(Flags.ATIM | Flags.ATIM_NOW | Flags.MTIM | Flags.MTIM_NOW)) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    return new Times(
        time(in, accessed, (flags & Flags.ATIM) != 0, (flags & Flags.ATIM_NOW) != 0),
        time(in, modified, (flags & Flags.MTIM) != 0, (flags & Flags.MTIM_NOW) != 0));
  }

  private static OptionalLong time(Invocation in, long given, boolean isGiven, boolean isNow) {
    if (isGiven && isNow) {
      throw new WasiException(Errno.INVAL, "a time is given, and now as well");
    }
    return isGiven
        ? OptionalLong.of(given)
        : isNow ? OptionalLong.of(in.guest().clock().realtime()) : OptionalLong.empty();
  }

  static void putStat(Invocation in, int pointer, FileStat stat) {
    GuestMemory memory = in.memory();
    Dialect dialect = in.dialect();
    memory.clear(pointer, dialect.fileStatBytes());
    memory.putI64(pointer, stat.device());
    memory.putI64(pointer + 8, stat.inode());
    memory.putU8(pointer + 16, stat.type().code());
    int at;
    if (dialect == Dialect.UNSTABLE) {
      memory.putI32(pointer + 20, (int) stat.links());
      at = pointer + 24;
    } else {
      memory.putI64(pointer + 24, stat.links());
      at = pointer + 32;
    }
    memory.putI64(at, stat.size());
    memory.putI64(at + 8, stat.accessed());
    memory.putI64(at + 16, stat.modified());
    memory.putI64(at + 24, stat.changed());
  }

  private static String preopenedName(Invocation in, int number) {
    Descriptor found = in.guest().descriptors().get(number);
    String name = found instanceof DirectoryDescriptor directory ? directory.preopened() : null;
    if (name == null) {
      throw new WasiException(Errno.BADF, number + " was not given to the guest as a directory");
    }
    return name;
  }

  private static void preopened(Invocation in) {
    byte[] name = preopenedName(in, in.i32(0)).getBytes(UTF_8);
    in.memory().clear(in.i32(1), 8);
    in.memory().putI32(in.i32(1) + 4, name.length);
  }

  private static void preopenedName(Invocation in) {
    byte[] name = preopenedName(in, in.i32(0)).getBytes(UTF_8);
    if ((in.i32(2) & 0xffff_ffffL) < name.length) {
      throw new WasiException(Errno.NAMETOOLONG);
    }
    in.memory().put(in.i32(1), name, 0, name.length);
  }

  private static void read(Invocation in) {
    Descriptor file = get(in, Rights.FD_READ);
    fill(in, in.buffers(1), in.i32(3), target -> file.read(in.call(), target));
  }

  private static void readAt(Invocation in) {
    Descriptor file = get(in, Rights.FD_READ);
    requireSeek(file, Rights.FD_SEEK);
    long offset = offset(in, 3);
    fill(in, in.buffers(1), in.i32(4), target -> file.read(in.call(), target, offset));
  }

  /** What reads into a buffer, or writes from it. */
  @FunctionalInterface
  interface Transfer {
    int move(ByteBuffer buffer);
  }

  static void fill(Invocation in, Buffers buffers, int counted, Transfer transfer) {
    in.memory().check(counted, 4);
    byte[] bytes = new byte[(int) Math.min(buffers.total(), CHUNK)];
    int count = transfer.move(ByteBuffer.wrap(bytes));
    buffers.fill(bytes, count);
    in.memory().putI32(counted, count);
  }

  private static void write(Invocation in) {
    Descriptor file = get(in, Rights.FD_WRITE);
    drain(in, in.buffers(1), in.i32(3), (source, at) -> file.write(in.call(), source));
  }

  private static void writeAt(Invocation in) {
    Descriptor file = get(in, Rights.FD_WRITE);
    requireSeek(file, Rights.FD_SEEK);
    long offset = offset(in, 3);
    drain(
        in,
        in.buffers(1),
        in.i32(4),
        (source, at) -> file.write(in.call(), source, Math.addExact(offset, at)));
  }

  /** What writes from a buffer. */
  @FunctionalInterface
  interface Drain {
    int move(ByteBuffer source, long at);
  }

  static void drain(Invocation in, Buffers buffers, int counted, Drain drain) {
    in.memory().check(counted, 4);
    Guest guest = in.guest();
    long most = Math.min(buffers.total(), Integer.MAX_VALUE);
    long done = 0;
    do {
      int length = (int) Math.min(most - done, CHUNK);
      int allowed;
      int count;
      try {
        allowed = guest.written().allow(length, guest.limits().maxBytesWritten());
        count = drain.move(ByteBuffer.wrap(buffers.take(done, allowed)), done);
      } catch (WasiException e) {
        if (done > 0) {
          // what was written before counts; the error comes again with the rest
          break;
        }
        throw e;
      }
      guest.written().add(count);
      done += count;
      if (count < length) {
        break;
      }
    } while (done < most);
    in.memory().putI32(counted, (int) done);
  }

  private static long offset(Invocation in, int argument) {
    long offset = in.i64(argument);
    if (offset < 0) {
      throw new WasiException(Errno.INVAL);
    }
    return offset;
  }

  private static void readDirectory(Invocation in) {
    DirectoryDescriptor directory =
        in.guest().descriptors().directory(in.i32(0), Rights.FD_READDIR);
    int pointer = in.i32(1);
    int length = (int) Math.min(in.i32(2) & 0xffff_ffffL, CHUNK);
    long cookie = in.i64(3);
    int counted = in.i32(4);
    in.memory().check(pointer, length);
    in.memory().check(counted, 4);
    List<DirectoryEntry> entries = directory.entries(in.call(), cookie == 0);
    if (cookie < 0 || cookie > entries.size()) {
      throw new WasiException(Errno.INVAL, "there is no entry " + cookie);
    }
    byte[] bytes = new byte[length];
    ByteBuffer target = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = (int) cookie; i < entries.size() && target.hasRemaining(); i++) {
      put(entries.get(i), i + 1, target);
    }
    in.memory().put(pointer, bytes, 0, target.position());
    in.memory().putI32(counted, target.position());
  }

  /** Puts an entry, or as much of it as there is room for. */
  private static void put(DirectoryEntry entry, long next, ByteBuffer target) {
    byte[] name = entry.name().getBytes(UTF_8);
    byte[] whole = new byte[DIRECTORY_ENTRY_BYTES + name.length];
    ByteBuffer.wrap(whole)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(next)
        .putLong(entry.inode())
        .putInt(name.length)
        .putInt(entry.type().code())
        .put(name);
    target.put(whole, 0, Math.min(whole.length, target.remaining()));
  }

  private static void renumber(Invocation in) {
    Descriptor replaced = in.guest().descriptors().renumber(in.i32(0), in.i32(1));
    if (replaced != null) {
      Awaits.closed(in.call(), replaced.close());
    }
  }

  private static void seek(Invocation in) {
    long offset = in.i64(1);
    Whence whence = in.dialect().whence(in.i32(2));
    if (whence == null) {
      throw new WasiException(Errno.INVAL, "there is no whence " + in.i32(2));
    }
    in.memory().check(in.i32(3), 8);
    Descriptor file = in.guest().descriptors().get(in.i32(0));
    // who does not move may tell
    requireSeek(file, offset == 0 && whence == Whence.CURRENT ? Rights.FD_TELL : Rights.FD_SEEK);
    in.memory().putI64(in.i32(3), file.seek(in.call(), offset, whence));
  }

  private static void requireSeek(Descriptor file, long right) {
    // what cannot be sought says so, rather than that it may not be
    if (file instanceof FileDescriptor) {
      file.require(right);
    }
  }

  private static void tell(Invocation in) {
    Descriptor file = in.guest().descriptors().get(in.i32(0));
    requireSeek(file, Rights.FD_TELL);
    in.memory().putI64(in.i32(1), file.seek(in.call(), 0, Whence.CURRENT));
  }
}
