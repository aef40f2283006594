package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncInstance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A guest that does what a test tells it, one function of WASI after the other. */
final class Probe implements AutoCloseable {

  static final int ALL_RIGHTS = 0x1fff_ffff;
  static final int PREOPENED = 3;

  /** Where in its memory the guest has texts, buffers and results. */
  static final int PATH = 0x100;

  static final int OTHER_PATH = 0x8000;
  static final int VECTOR = 0x10;
  static final int RESULT = 0x40;
  static final int BUFFER = 0x1_0000;

  private static final WasmModule MODULE = load("probe");

  private final WasiProcess process;
  private final AsyncInstance instance;

  private Probe(WasiProcess process) {
    this.process = process;
    this.instance = AsyncInstance.builder(MODULE).imports(process.imports()).build();
  }

  /** The guest of this name. */
  static WasmModule load(String name) {
    try (InputStream stream = Probe.class.getResourceAsStream("guest/" + name + ".wasm")) {
      return WasmModule.load(Objects.requireNonNull(stream, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Probe of(Wasi.Builder wasi) {
    return new Probe(wasi.build().open().block(Duration.ofSeconds(30)));
  }

  static Probe of(WasiFileSystem files) {
    return of(Wasi.builder().directory("/", files));
  }

  Memory memory() {
    return instance.instance().memory(0);
  }

  AsyncFunction function(String name) {
    return instance.function(name);
  }

  CompletableFuture<Integer> start(String function, Object... arguments) {
    return instance.function(function).future(Integer.class, arguments);
  }

  Errno call(String function, Object... arguments) {
    try {
      return Errno.values()[start(function, arguments).get(30, TimeUnit.SECONDS)];
    } catch (Exception e) {
      throw new AssertionError(function, e);
    }
  }

  int result() {
    return memory().getInt(RESULT);
  }

  /** Puts a text into memory, and tells how long it is. */
  int text(int address, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    memory().write(address, bytes);
    return bytes.length;
  }

  /** Opens a path; {@link #result} is the descriptor. */
  Errno open(String path, int openFlags, long rights) {
    return open(PREOPENED, 1, path, openFlags, rights, 0);
  }

  Errno open(int directory, int lookup, String path, int openFlags, long rights, int flags) {
    return call(
        "path_open",
        directory,
        lookup,
        PATH,
        text(PATH, path),
        openFlags,
        rights,
        rights,
        flags,
        RESULT);
  }

  Errno withPath(String function, String path) {
    return call(function, PREOPENED, PATH, text(PATH, path));
  }

  Errno withPaths(String function, String path, String other) {
    return call(
        function,
        PREOPENED,
        PATH,
        text(PATH, path),
        PREOPENED,
        OTHER_PATH,
        text(OTHER_PATH, other));
  }

  Errno link(String path, String other) {
    return call(
        "path_link",
        PREOPENED,
        0,
        PATH,
        text(PATH, path),
        PREOPENED,
        OTHER_PATH,
        text(OTHER_PATH, other));
  }

  Errno symlink(String target, String path) {
    return call(
        "path_symlink", PATH, text(PATH, target), PREOPENED, OTHER_PATH, text(OTHER_PATH, path));
  }

  Errno write(int descriptor, String text) {
    memory().putInt(VECTOR, BUFFER);
    memory().putInt(VECTOR + 4, text(BUFFER, text));
    return call("fd_write", descriptor, VECTOR, 1, RESULT);
  }

  Errno read(int descriptor, int length) {
    vector(length);
    return call("fd_read", descriptor, VECTOR, 1, RESULT);
  }

  void vector(int length) {
    memory().putInt(VECTOR, BUFFER);
    memory().putInt(VECTOR + 4, length);
  }

  /** What was read last. */
  String read() {
    return memory().readUtf8(BUFFER, result());
  }

  @Override
  public void close() {
    instance.close();
    process.close().block(Duration.ofSeconds(30));
  }
}
