package dev.heddle.examples.sql;

import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** SQLite as a module, loaded once and shared by all databases of the JVM. */
final class SqliteModule {

  private static final String RESOURCE = "sqlite3.wasm";

  /** Loaded when first asked for. */
  private static final class Loaded {
    static final WasmModule MODULE = load();
  }

  private SqliteModule() {}

  /** The module. The first call takes a while and must not be on an event loop. */
  static WasmModule get() {
    return Loaded.MODULE;
  }

  private static WasmModule load() {
    try (InputStream bytes = SqliteModule.class.getResourceAsStream(RESOURCE)) {
      if (bytes == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing");
      }
      return WasmModule.load(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
