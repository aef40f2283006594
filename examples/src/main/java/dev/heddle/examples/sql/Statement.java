package dev.heddle.examples.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled statement in the guest. Used on the thread of a guest call, and closed by it.
 *
 * <p>A row comes over in one call into the guest: see {@code heddle_step} in {@code guest.c}.
 */
final class Statement implements AutoCloseable {

  private static final int INTEGER = 1;
  private static final int FLOAT = 2;
  private static final int TEXT = 3;
  private static final int BLOB = 4;

  private static final int CELLS = 8;
  private static final int CELL_SIZE = 16;
  private static final int CELL_LENGTH = 4;
  private static final int CELL_VALUE = 8;

  /** SQLITE_TRANSIENT: SQLite makes its own copy of a value. */
  private static final int COPY = -1;

  private final SqliteGuest guest;
  private final int statement;
  private final SqlText text;
  private int row;
  private int capacity;

  /**
   * A statement that was compiled.
   *
   * @param statement its address
   * @param text what it was compiled from
   */
  Statement(SqliteGuest guest, int statement, SqlText text) {
    this.guest = guest;
    this.statement = statement;
    this.text = text;
  }

  /** Gives values to all parameters. Integers, doubles, strings, byte arrays, booleans and null. */
  void bind(List<@Nullable Object> values) {
    int count = guest.call("sqlite3_bind_parameter_count", statement);
    if (count != values.size()) {
      throw new SqliteException(
          ResultCodes.RANGE,
          "the statement has " + count + " parameters, but " + values.size() + " values were given",
          text.sql(),
          -1,
          null);
    }
    for (int i = 0; i < count; i++) {
      int code = bind(i + 1, values.get(i));
      if (code != ResultCodes.OK) {
        throw guest.failure(code, text);
      }
    }
  }

  private int bind(int index, @Nullable Object value) {
    return switch (value) {
      case null -> guest.call("sqlite3_bind_null", statement, index);
      case Long number -> guest.call("sqlite3_bind_int64", statement, index, number);
      case Double number -> guest.call("sqlite3_bind_double", statement, index, number);
      case String string -> bind("sqlite3_bind_text", index, SqlText.encode(string));
      case byte[] bytes -> bind("sqlite3_bind_blob", index, bytes);
      default -> throw new IllegalStateException("not normalised: " + value.getClass());
    };
  }

  private int bind(String function, int index, byte[] bytes) {
    int copy = guest.allocate(bytes);
    try {
      return guest.call(function, statement, index, copy, bytes.length, COPY);
    } finally {
      guest.freeUnlessBroken(copy);
    }
  }

  /** The names of the columns; empty if the statement returns no rows. */
  List<String> columns() {
    return guest.columnNames(statement, guest.call("sqlite3_column_count", statement));
  }

  boolean isReadOnly() {
    return guest.call("sqlite3_stmt_readonly", statement) != 0;
  }

  /** Goes on to the next row; false if there is none, and the statement is done. */
  boolean step() {
    if (row == 0) {
      makeRoom(guest.call("sqlite3_column_count", statement));
    }
    int code = guest.call("heddle_step", statement, row, capacity);
    if (code == ResultCodes.DONE) {
      return false;
    }
    if (code != ResultCodes.ROW) {
      throw guest.failure(code, text);
    }
    int columns = guest.memory().getInt(SqliteGuest.address(row));
    if (columns > capacity) {
      // The schema changed under the statement, and SQLite compiled it anew: SELECT * got wider.
      makeRoom(columns);
      int again = guest.call("heddle_row", statement, row, capacity);
      if (again != ResultCodes.ROW) {
        throw guest.failure(again, text);
      }
    }
    return true;
  }

  private void makeRoom(int columns) {
    if (row != 0) {
      guest.freeUnlessBroken(row);
      row = 0;
    }
    row = guest.allocate(CELLS + columns * CELL_SIZE);
    capacity = columns;
  }

  /** The values of the current row. */
  List<@Nullable Object> values() {
    var memory = guest.memory();
    long base = SqliteGuest.address(row);
    int columns = memory.getInt(base);
    List<@Nullable Object> values = new ArrayList<>(columns);
    for (int column = 0; column < columns; column++) {
      values.add(value(base + CELLS + (long) column * CELL_SIZE));
    }
    return Collections.unmodifiableList(values);
  }

  private @Nullable Object value(long cell) {
    var memory = guest.memory();
    int length = memory.getInt(cell + CELL_LENGTH);
    long value = memory.getLong(cell + CELL_VALUE);
    return switch (memory.getInt(cell)) {
      case INTEGER -> value;
      case FLOAT -> Double.longBitsToDouble(value);
      case TEXT -> memory.readUtf8(value, length);
      case BLOB -> length == 0 ? new byte[0] : memory.read(value, length);
      default -> null;
    };
  }

  /** Ends the statement, which undoes it if it has not come to its end. */
  @Override
  public void close() {
    if (!guest.isBroken()) {
      // Its code is that of the last step, which has been reported.
      guest.call("sqlite3_finalize", statement);
      if (row != 0) {
        guest.callVoid("free", row);
      }
    }
  }
}
