package dev.heddle.examples.sql;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * SQLite refused a statement, or could not carry it out.
 *
 * <p>The message is SQLite's own. Where the disk failed, the cause is what it failed with.
 */
public final class SqliteException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private static final int PRIMARY = 0xff;

  private final int extendedCode;
  private final String sql;
  private final int offset;

  /**
   * A failure of a statement.
   *
   * @param sql the statement, or what was to be done with the file
   * @param offset see {@link #offset()}
   */
  SqliteException(
      int extendedCode, String message, String sql, int offset, @Nullable Throwable cause) {
    super(message, cause);
    this.extendedCode = extendedCode;
    this.sql = sql;
    this.offset = offset;
  }

  /** The primary result code, e.g. 19 for {@code SQLITE_CONSTRAINT}. */
  public int code() {
    return extendedCode & PRIMARY;
  }

  /** The extended result code, e.g. 2067 for {@code SQLITE_CONSTRAINT_UNIQUE}. */
  public int extendedCode() {
    return extendedCode;
  }

  /** The name of the extended result code, e.g. {@code SQLITE_CONSTRAINT_UNIQUE}. */
  public String codeName() {
    return ResultCodes.name(extendedCode);
  }

  /** The SQL that failed. */
  public String sql() {
    return sql;
  }

  /** Where in {@link #sql()} the error is, as an index of a {@code char}; -1 if at no one place. */
  public int offset() {
    return offset;
  }
}
