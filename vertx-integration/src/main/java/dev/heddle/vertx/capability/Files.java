package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CallState;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.Opened;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.CopyOptions;
import io.vertx.core.file.FileProps;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.file.OpenOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * {@code heddle_files}: the files in a directory. Links are not followed, neither on the way nor at
 * the end, and only regular files are opened. Thread-safe.
 */
final class Files {

  private static final int WRITE = 1;
  private static final int CREATE = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private static final int FILE = 1;
  private static final int DIRECTORY = 2;

  /** So much is read or written at a time. */
  private static final int MOST_AT_ONCE = 1 << 20;

  private final Vertx vertx;
  private final FileSystem files;
  private final Path root;
  private final boolean readOnly;
  private final long maxFileBytes;

  private Files(Vertx vertx, FilesGrant grant) {
    this.vertx = vertx;
    this.files = vertx.fileSystem();
    this.root = Path.of(grant.getDirectory()).toAbsolutePath().normalize();
    this.readOnly = grant.isReadOnly();
    this.maxFileBytes = grant.getMaxFileBytes();
  }

  static void addTo(AsyncImports.Builder imports, Vertx vertx, FilesGrant grant) {
    Files files = new Files(vertx, grant);
    new ImportModule("heddle_files", grant.getMaxOpenFiles(), imports)
        .function("open", "i32 i32 i32 -> i32", files::open)
        .function("read", "i32 i64 i32 i32 -> i32", Files::read)
        .function("write", "i32 i64 i32 i32 -> i32", files::write)
        .function("size", "i32 -> i64", arguments -> VertxAwait.await(file(arguments).size()))
        .function("sync", "i32 -> i32", arguments -> done(file(arguments).flush()))
        .function("load", "i32 i32 i32 i32 -> i32", files::load)
        .function("list", "i32 i32 i32 i32 -> i32", files::list)
        .function("kind", "i32 i32 -> i32", files::kind)
        .function("remove", "i32 i32 -> i32", files::remove)
        .function("rename", "i32 i32 i32 i32 -> i32", files::rename)
        .function("make_directory", "i32 i32 -> i32", files::makeDirectory)
        .closing()
        .rest();
  }

  // ---- open files

  private long open(Arguments arguments) {
    FilePath path = FilePath.of(arguments.text(0));
    int flags = arguments.i32(2);
    int all = WRITE | CREATE | EXCLUSIVE | TRUNCATE;
    Refusal.when((flags & ~all) != 0, CapabilityError.INVALID);
    boolean writes = (flags & WRITE) != 0;
    Refusal.when(!writes && flags != 0, CapabilityError.INVALID);
    Refusal.when(writes && readOnly, CapabilityError.DENIED);
    OpenOptions options =
        new OpenOptions()
            .setRead(true)
            .setWrite(writes)
            .setCreate((flags & CREATE) != 0)
            .setCreateNew((flags & (CREATE | EXCLUSIVE)) == (CREATE | EXCLUSIVE))
            .setTruncateExisting((flags & TRUNCATE) != 0);
    return open(arguments.state(), path, options);
  }

  private int open(CallState state, FilePath path, OpenOptions options) {
    state.requireRoom();
    OpenFile file = new OpenFile(blocking(() -> openBlocking(path, options)), options.isWrite());
    int handle = state.add(file);
    try {
      VertxAwait.await(file.opening());
    } catch (Throwable failure) {
      state.close(handle);
      throw failure;
    }
    return handle;
  }

  private AsyncFile openBlocking(FilePath path, OpenOptions options) {
    FileProps props = options.isCreate() ? findOrNull(path) : find(path);
    // A pipe would keep the thread until somebody opens its other end.
    Refusal.when(props != null && !props.isRegularFile(), CapabilityError.INVALID);
    return files.openBlocking(at(path), options);
  }

  /** A file that is being opened, or is open. */
  private record OpenFile(Future<AsyncFile> opening, boolean writable) implements Opened {

    AsyncFile file() {
      return opening.result();
    }

    /** Closes it as soon as it is open. */
    @Override
    public void close() {
      opening.onSuccess(AsyncFile::close);
    }
  }

  private static AsyncFile file(Arguments arguments) {
    return arguments.open(0, OpenFile.class).file();
  }

  private static long read(Arguments arguments) {
    AsyncFile file = file(arguments);
    long offset = arguments.i64(1);
    Target target = arguments.target(2);
    Refusal.when(offset < 0, CapabilityError.INVALID);
    int most = (int) Math.min(target.room(), MOST_AT_ONCE);
    return most == 0
        ? 0
        : target.write(
            VertxAwait.await(file.read(Buffer.buffer(most), 0, offset, most)).getBytes());
  }

  private long write(Arguments arguments) {
    OpenFile open = arguments.open(0, OpenFile.class);
    long offset = arguments.i64(1);
    byte[] bytes = arguments.first(2, MOST_AT_ONCE);
    Refusal.when(offset < 0 || !open.writable(), CapabilityError.INVALID);
    Refusal.when(offset > maxFileBytes - bytes.length, CapabilityError.TOO_BIG);
    if (bytes.length > 0) {
      VertxAwait.await(open.file().write(Buffer.buffer(bytes), offset));
    }
    return bytes.length;
  }

  // ---- paths

  private long load(Arguments arguments) {
    FilePath path = FilePath.of(arguments.text(0));
    Target target = arguments.target(2);
    Buffer content =
        await(() -> {
          FileProps props = find(path);
          Refusal.when(!props.isRegularFile(), CapabilityError.INVALID);
          Refusal.when(props.size() > maxFileBytes, CapabilityError.TOO_BIG);
          return files.readFileBlocking(at(path));
        });
    return target.give(content.getBytes());
  }

  /** The names in a directory, each with a zero byte at its end. */
  private long list(Arguments arguments) {
    FilePath path = FilePath.of(arguments.text(0));
    Target target = arguments.target(2);
    List<String> entries =
        await(() -> {
          Refusal.when(!find(path).isDirectory(), CapabilityError.INVALID);
          return files.readDirBlocking(at(path));
        });
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (String entry : entries) {
      String name = String.valueOf(Path.of(entry).getFileName());
      names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
      names.write(0);
    }
    Refusal.when(names.size() > maxFileBytes, CapabilityError.TOO_BIG);
    return target.give(names.toByteArray());
  }

  private long kind(Arguments arguments) {
    FilePath path = FilePath.of(arguments.text(0));
    return await(() -> {
      FileProps props = find(path);
      return props.isRegularFile() ? FILE : props.isDirectory() ? DIRECTORY : 0;
    });
  }

  private long remove(Arguments arguments) {
    FilePath path = changed(arguments, 0);
    return await(() -> {
      find(path);
      files.deleteBlocking(at(path));
      return 0;
    });
  }

  private long rename(Arguments arguments) {
    FilePath from = changed(arguments, 0);
    FilePath to = changed(arguments, 2);
    await(() -> {
      find(from);
      return Optional.ofNullable(findOrNull(to));
    });
    CopyOptions replacing = new CopyOptions().setReplaceExisting(true).setAtomicMove(true);
    return done(files.move(at(from), at(to), replacing));
  }

  private long makeDirectory(Arguments arguments) {
    FilePath path = changed(arguments, 0);
    return await(() -> {
      findOrNull(path);
      files.mkdirBlocking(at(path));
      return 0;
    });
  }

  private FilePath changed(Arguments arguments, int index) {
    FilePath path = FilePath.of(arguments.text(index));
    Refusal.when(readOnly || path.names().isEmpty(), CapabilityError.DENIED);
    return path;
  }

  // ---- the host's side

  private String at(FilePath path) {
    Path file = root;
    for (String name : path.names()) {
      file = file.resolve(name);
    }
    return file.toString();
  }

  /** What is there; blocks. Refuses links, wherever they lead. */
  private FileProps find(FilePath path) {
    FileProps props = files.propsBlocking(root.toString());
    Path file = root;
    for (String name : path.names()) {
      Refusal.when(!props.isDirectory(), CapabilityError.NOT_FOUND);
      file = file.resolve(name);
      props = files.lpropsBlocking(file.toString());
      Refusal.when(props.isSymbolicLink(), CapabilityError.DENIED);
    }
    return props;
  }

  /** What is there, or null if it could be made in a directory that is there. */
  private @Nullable FileProps findOrNull(FilePath path) {
    try {
      return find(path);
    } catch (FileSystemException failure) {
      if (!(failure.getCause() instanceof NoSuchFileException)) {
        throw failure;
      }
      int length = path.names().size();
      find(new FilePath(path.names().subList(0, Math.max(0, length - 1))));
      return null;
    }
  }

  @SuppressWarnings("NullAway") // Vert.x declares the result nullable, as its code may return null
  private <T> Future<T> blocking(Callable<T> action) {
    return vertx.executeBlocking(action, false);
  }

  private <T> T await(Callable<T> action) {
    return VertxAwait.await(blocking(action));
  }

  private static long done(Future<Void> operation) {
    VertxAwait.await(operation);
    return 0;
  }
}
