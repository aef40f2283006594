package dev.heddle.examples.sql.file;

/**
 * How a file is to be opened.
 *
 * @param writable for writing too; if only the permission is lacking, it is opened for reading
 * @param create made if there is none
 * @param exclusive with {@code create}: there must be none
 * @param deleteOnClose removed when it is closed
 */
public record OpenMode(boolean writable, boolean create, boolean exclusive, boolean deleteOnClose) {

  private static final int READWRITE = 0x2;
  private static final int CREATE = 0x4;
  private static final int DELETEONCLOSE = 0x8;
  private static final int EXCLUSIVE = 0x10;

  /** The mode that SQLite's {@code SQLITE_OPEN_*} bits ask for. */
  public static OpenMode of(int flags) {
    return new OpenMode(
        (flags & READWRITE) != 0,
        (flags & CREATE) != 0,
        (flags & EXCLUSIVE) != 0,
        (flags & DELETEONCLOSE) != 0);
  }
}
