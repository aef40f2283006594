package dev.heddle.examples.sql;

import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's C interface, called in the guest: one connection, and statements on it.
 *
 * <p>All methods run on the thread of a guest call, and may wait for files. Once anything unwinds
 * the guest's C code (a trap, an order to stop), SQLite is in the middle of something for good: the
 * guest is {@linkplain #isBroken broken} and must not be used any more.
 */
final class SqliteGuest {

  private static final int OPEN_READWRITE = 0x2;
  private static final int OPEN_CREATE = 0x4;
  private static final int OPEN_EXRESCODE = 0x0200_0000;

  private final Memory memory;
  private final FileImports files;
  private final Instance instance;
  private final Map<String, WasmFunction> functions = new HashMap<>();
  private final int outputs;
  private int connection;
  private volatile boolean broken;

  private SqliteGuest(Instance instance, FileImports files) {
    this.instance = instance;
    this.memory = instance.memory("memory");
    this.files = files;
    this.outputs = allocate(2 * Integer.BYTES);
  }

  /**
   * Starts SQLite in a new instance, opens a database and reads its schema, which makes SQLite undo
   * what a connection that came to a sudden end has left.
   */
  static SqliteGuest open(Instance instance, FileImports files, String name, int busyMillis) {
    SqliteGuest guest = new SqliteGuest(instance, files);
    guest.requireOk(guest.call("sqlite3_initialize"), "sqlite3_initialize");
    guest.openConnection(name, busyMillis);
    try (Statement check = guest.require(new SqlText("PRAGMA schema_version"))) {
      check.step();
    }
    return guest;
  }

  private void openConnection(String name, int busyMillis) {
    int path = allocateText(SqlText.encode(name));
    try {
      int flags = OPEN_READWRITE | OPEN_CREATE | OPEN_EXRESCODE;
      int code = call("sqlite3_open_v2", path, outputs, flags, 0);
      connection = memory.getInt(address(outputs));
      requireOk(code, "open " + name);
    } finally {
      freeUnlessBroken(path);
    }
    requireOk(call("sqlite3_busy_timeout", connection, busyMillis), "busy timeout");
  }

  /** Whether C code was unwound, so that nothing may be asked of the guest any more. */
  boolean isBroken() {
    return broken;
  }

  Memory memory() {
    return memory;
  }

  /** Where SQLite looks whether the running statement is to stop. */
  long interruptFlag() {
    return address(call("heddle_interrupt_flag", connection));
  }

  /** Whether no transaction is open. */
  boolean isAutocommit() {
    return call("sqlite3_get_autocommit", connection) != 0;
  }

  /** Runs a statement that takes no values and gives no rows. */
  void run(String sql) {
    try (Statement statement = require(new SqlText(sql))) {
      statement.step();
    }
  }

  long totalChanges() {
    return callLong("sqlite3_total_changes64", connection);
  }

  long changes() {
    return callLong("sqlite3_changes64", connection);
  }

  long lastInsertRowid() {
    return callLong("sqlite3_last_insert_rowid", connection);
  }

  /** Closes the connection. */
  void close() {
    requireOk(call("sqlite3_close_v2", connection), "close");
  }

  /** Compiles the next statement of a text; empty if only comments and blanks are left. */
  Optional<Statement> prepare(SqlText text) {
    while (!text.isAtEnd()) {
      files.forgetFailure();
      byte[] rest = text.rest();
      int sql = allocateText(rest);
      try {
        int code =
            call("sqlite3_prepare_v2", connection, sql, rest.length + 1, outputs, outputs + 4);
        if (code != ResultCodes.OK) {
          throw failure(code, text);
        }
        int statement = memory.getInt(address(outputs));
        if (statement != 0) {
          Statement prepared = new Statement(this, statement, text);
          text.advance(memory.getInt(address(outputs + 4)) - sql);
          return Optional.of(prepared);
        }
        text.advance(memory.getInt(address(outputs + 4)) - sql);
      } finally {
        freeUnlessBroken(sql);
      }
    }
    return Optional.empty();
  }

  /** Compiles the first statement of a text, which must have one. */
  Statement require(SqlText text) {
    return prepare(text)
        .orElseThrow(() ->
            new SqliteException(
                ResultCodes.MISUSE, "no statement, only blanks or comments", text.sql(), -1, null));
  }

  /** What SQLite says about its latest failure. */
  SqliteException failure(int code, SqlText text) {
    int offset = call("sqlite3_error_offset", connection);
    return new SqliteException(
        code,
        message(),
        text.sql(),
        offset < 0 ? -1 : text.charIndex(text.position() + offset),
        fileFailure(code));
  }

  private void requireOk(int code, String what) {
    if (code != ResultCodes.OK) {
      String message = connection == 0 ? ResultCodes.name(code) : message();
      throw new SqliteException(code, message, what, -1, fileFailure(code));
    }
  }

  private String message() {
    return memory.readCString(address(call("sqlite3_errmsg", connection)));
  }

  private @Nullable Throwable fileFailure(int code) {
    return switch (code & 0xff) {
      case ResultCodes.IOERR, ResultCodes.CANTOPEN, ResultCodes.FULL -> files.failure();
      default -> null;
    };
  }

  /** Space in the guest for a value, to be freed. */
  int allocate(int bytes) {
    int address = call("malloc", Math.max(1, bytes));
    if (address == 0) {
      throw new SqliteException(
          ResultCodes.NOMEM, "out of memory", "allocate " + bytes + " bytes", -1, null);
    }
    return address;
  }

  /** A copy in the guest, never at address 0, to be freed. */
  int allocate(byte[] bytes) {
    int copy = allocate(bytes.length);
    memory.write(address(copy), bytes);
    return copy;
  }

  private int allocateText(byte[] utf8) {
    int copy = allocate(utf8.length + 1);
    memory.write(address(copy), utf8);
    memory.putByte(address(copy) + utf8.length, (byte) 0);
    return copy;
  }

  void freeUnlessBroken(int pointer) {
    if (!broken) {
      callVoid("free", pointer);
    }
  }

  int call(String function, long... arguments) {
    try {
      return function(function).callInt(arguments);
    } catch (Throwable unwound) {
      broken = true;
      throw unwound;
    }
  }

  int call(String function, double... arguments) {
    try {
      return function(function).callInt(arguments);
    } catch (Throwable unwound) {
      broken = true;
      throw unwound;
    }
  }

  long callLong(String function, long... arguments) {
    try {
      return function(function).callLong(arguments);
    } catch (Throwable unwound) {
      broken = true;
      throw unwound;
    }
  }

  void callVoid(String function, long... arguments) {
    try {
      function(function).callVoid(arguments);
    } catch (Throwable unwound) {
      broken = true;
      throw unwound;
    }
  }

  private WasmFunction function(String name) {
    return functions.computeIfAbsent(name, instance::function);
  }

  /** A pointer of the guest as an address in its memory. */
  static long address(int pointer) {
    return Integer.toUnsignedLong(pointer);
  }

  List<String> columnNames(int statement, int count) {
    List<String> names = new ArrayList<>(count);
    for (int column = 0; column < count; column++) {
      int name = call("sqlite3_column_name", statement, column);
      names.add(name == 0 ? "" : memory.readCString(address(name)));
    }
    return names;
  }
}
