package dev.heddle.examples.sql;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.examples.sql.file.LockLevel;
import dev.heddle.examples.sql.file.OpenMode;
import dev.heddle.examples.sql.file.SqliteFile;
import dev.heddle.examples.sql.file.SqliteFiles;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.wasm.CallInterruptedException;
import dev.heddle.wasm.Memory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fifteen imports of one SQLite guest, its only way to the world: files, locks, time and
 * chance.
 *
 * <p>To the guest they block; in truth each waits for a Vert.x future, and the guest is parked.
 * Results follow one rule, in {@code vfs.h}: zero or more is a value, below zero is a failure, the
 * negated SQLite code. A failed file operation is such a result; only an order to stop the query
 * unwinds the guest.
 *
 * <p>Imports run on the thread of the guest's call, one at a time.
 */
final class FileImports {

  private static final String MODULE = "vfs";

  private static final int ACCESS_READWRITE = 1;
  private static final int OPEN_ACCESS_BITS = 0x6;
  private static final int OPEN_READONLY = 0x1;

  /** The milliseconds from noon of 24 November 4714 BC to 1970, SQLite's and Unix's beginnings. */
  private static final long UNIX_EPOCH = 210_866_760_000_000L;

  private static final int MICROSECONDS = 1_000;

  /** Loaded on a worker thread, as it reads the machine's source of randomness. */
  private static final class Chance {
    static final SecureRandom SOURCE = new SecureRandom();
  }

  private final SqliteFiles files;
  private final Interrupt interrupt;
  private final Clockwork clockwork;
  private final Counters counters;
  private final FileHandles handles = new FileHandles();

  // Written on the call's thread, read by whoever cleans up after it.
  private volatile Future<?> latest = Future.succeededFuture();
  private volatile @Nullable Throwable failure;

  FileImports(SqliteFiles files, Interrupt interrupt, Clockwork clockwork, Counters counters) {
    this.files = files;
    this.interrupt = interrupt;
    this.clockwork = clockwork;
    this.counters = counters;
  }

  /** What the guest is to be linked with. */
  AsyncImports imports() {
    return AsyncImports.builder()
        .suspending(MODULE, "open", i32(this::open))
        .suspending(MODULE, "close", i32(this::close))
        .suspending(MODULE, "read", i32(this::read))
        .suspending(MODULE, "write", i32(this::write))
        .suspending(MODULE, "truncate", i32(this::truncate))
        .suspending(MODULE, "sync", i32(this::sync))
        .suspending(MODULE, "size", i64(this::size))
        .suspending(MODULE, "lock", i32(this::lock))
        .suspending(MODULE, "unlock", i32(this::unlock))
        .suspending(MODULE, "reserved", i32(this::reserved))
        .suspending(MODULE, "delete", i32(this::delete))
        .suspending(MODULE, "access", i32(this::access))
        .suspending(MODULE, "sleep", i32(this::sleep))
        .suspending(MODULE, "random", i32(this::random))
        .function(MODULE, "now", call -> System.currentTimeMillis() + UNIX_EPOCH)
        .build();
  }

  /** Forgets earlier failures, as a statement begins. */
  void forgetFailure() {
    failure = null;
  }

  /** Why a file operation failed since {@link #forgetFailure}; null if none did. */
  @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Closes all files, which drops their locks, once the operation in flight has ended.
   *
   * <p>The guest must have unwound. The wait is what makes it safe to go on with the same files: an
   * abandoned write that landed later would spoil what the next connection has recovered.
   */
  Future<Void> close() {
    return latest.<Void>mapEmpty().otherwiseEmpty().compose(ignored -> handles.closeAll());
  }

  private int open(AsyncHostCall call) {
    int flags = call.i32(1);
    long outFlags = address(call, 2);
    OpenMode mode = OpenMode.of(flags);
    boolean temporary = call.i32(0) == 0;
    Future<SqliteFile> opening = temporary ? files.openTemporary() : files.open(name(call), mode);
    // Entered when it is open, whether or not somebody still waits for it: so it will be closed.
    int handle = await(opening.map(handles::enter));
    if (mode.writable() && !handles.get(handle).writable()) {
      call.memory().putInt(outFlags, flags & ~OPEN_ACCESS_BITS | OPEN_READONLY);
    }
    return handle;
  }

  private int close(AsyncHostCall call) {
    await(handles.leave(call.i32(0)).close());
    return 0;
  }

  private int read(AsyncHostCall call) {
    Buffer bytes = await(file(call).read(call.i64(3), call.i32(2)));
    call.memory().write(address(call, 1), bytes.getBytes());
    return bytes.length();
  }

  private int write(AsyncHostCall call) {
    byte[] bytes = call.memory().read(address(call, 1), call.i32(2));
    await(file(call).write(call.i64(3), Buffer.buffer(bytes)));
    return 0;
  }

  private int truncate(AsyncHostCall call) {
    await(file(call).truncate(call.i64(1)));
    return 0;
  }

  private int sync(AsyncHostCall call) {
    await(file(call).sync());
    return 0;
  }

  private long size(AsyncHostCall call) {
    return await(file(call).size());
  }

  private int lock(AsyncHostCall call) {
    if (interrupt.isRequested()) {
      // SQLite would go on asking until its busy timeout is over.
      return -ResultCodes.INTERRUPT;
    }
    boolean granted = await(file(call).lock(LockLevel.of(call.i32(1))));
    return granted ? 0 : -ResultCodes.BUSY;
  }

  private int unlock(AsyncHostCall call) {
    await(file(call).unlock(LockLevel.of(call.i32(1))));
    return 0;
  }

  private int reserved(AsyncHostCall call) {
    return await(file(call).reserved()) ? 1 : 0;
  }

  private int delete(AsyncHostCall call) {
    boolean existed = await(files.delete(name(call), call.i32(1) != 0));
    return existed ? 0 : -ResultCodes.IOERR_DELETE_NOENT;
  }

  private int access(AsyncHostCall call) {
    String name = name(call);
    boolean yes =
        await(call.i32(1) == ACCESS_READWRITE ? files.writable(name) : files.exists(name));
    return yes ? 1 : 0;
  }

  private int sleep(AsyncHostCall call) {
    int milliseconds = Math.max(1, call.i32(0) / MICROSECONDS);
    await(clockwork.sleep(milliseconds));
    return milliseconds * MICROSECONDS;
  }

  private int random(AsyncHostCall call) {
    int length = call.i32(1);
    byte[] bytes =
        await(
            clockwork.blocking(() -> {
              byte[] filled = new byte[length];
              Chance.SOURCE.nextBytes(filled);
              return filled;
            }));
    call.memory().write(address(call, 0), bytes);
    return length;
  }

  private <T extends @Nullable Object> T await(Future<T> operation) {
    latest = operation;
    counters.fileOperations.increment();
    if (!operation.isComplete()) {
      counters.suspensions.increment();
    }
    return VertxAwait.await(operation);
  }

  private SqliteFile file(AsyncHostCall call) {
    return handles.get(call.i32(0));
  }

  private static String name(AsyncHostCall call) {
    Memory memory = call.memory();
    return memory.readCString(address(call, 0));
  }

  private static long address(AsyncHostCall call, int argument) {
    return Integer.toUnsignedLong(call.i32(argument));
  }

  private AsyncHostFunction i32(Function<AsyncHostCall, Integer> operation) {
    return call -> attempt(call, operation, code -> code);
  }

  private AsyncHostFunction i64(Function<AsyncHostCall, Long> operation) {
    return call -> attempt(call, operation, Integer::longValue);
  }

  private <R> R attempt(
      AsyncHostCall call, Function<AsyncHostCall, R> operation, Function<Integer, R> failed) {
    try {
      return operation.apply(call);
    } catch (CallInterruptedException stopped) {
      throw stopped;
    } catch (Exception thrown) { // Checked ones too: await throws what the future failed with.
      failure = thrown;
      return failed.apply(isDiskFull(thrown) ? -ResultCodes.FULL : -ResultCodes.IOERR);
    }
  }

  /** Java has no type for it, only the operating system's words. */
  private static boolean isDiskFull(Throwable thrown) {
    for (Throwable cause : List.of(thrown, causeOrSelf(thrown))) {
      String message = cause.getMessage();
      if (cause instanceof IOException
          && message != null
          && (message.contains("No space left on device")
              || message.contains("Disk quota exceeded")
              || message.contains("not enough space on the disk"))) {
        return true;
      }
    }
    return false;
  }

  private static Throwable causeOrSelf(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null ? thrown : cause;
  }
}
